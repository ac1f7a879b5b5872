import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';

export const accountHandlers: Pick<Handlers, 'me' | 'changeMe'> = {
  async me({ session }) {
    return session.account.asMe();
  },

  async changeMe({ session: { account }, body, em, now }) {
    if (account.language !== body.language) {
      account.speak(body.language);
      audit(em, { at: now, actorId: account.id, action: 'languageChanged', facts: { language: body.language } });
    }
    return account.asMe();
  },
};
