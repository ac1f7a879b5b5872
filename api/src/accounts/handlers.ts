import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';

export const accountHandlers: Pick<Handlers, 'me' | 'changeMe'> = {
  async me({ session }) {
    return session.account.asMe(session);
  },

  async changeMe({ session, body, em, now, address }) {
    const { account } = session;
    const actor = { at: now, actorId: account.id, address };
    const { language, name, timeZone } = body;
    if (language !== undefined && language !== account.language) {
      account.language = language;
      audit(em, { ...actor, action: 'languageChanged', facts: { language } });
    }
    if (name !== undefined && name !== account.name) {
      account.name = name;
      audit(em, { ...actor, action: 'nameChanged', facts: { name } });
    }
    if (timeZone !== undefined && timeZone !== account.timeZone) {
      account.timeZone = timeZone;
      audit(em, { ...actor, action: 'timeZoneChanged', facts: { timeZone } });
    }
    return account.asMe(session);
  },
};
