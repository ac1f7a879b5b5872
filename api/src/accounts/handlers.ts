import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { acceptancesOf } from '../legal/acceptances.ts';
import { changePasswordHandler, type PasswordParts } from './changePassword.ts';
import { DeletionRequest } from './deletionRequest.ts';
import { deletionRequestHandlers } from './deletionRequests.ts';
import { myDataHandler } from './myData.ts';

type AccountRoute = 'me' | 'changeMe' | 'myProfile' | 'changePassword' | 'myData' | 'askDeletion' | 'withdrawDeletion';

export function accountHandlers(parts: PasswordParts): Pick<Handlers, AccountRoute> {
  return {
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

    async myProfile({ session, em }) {
      const { account } = session;
      const open = await em.findOne(DeletionRequest, { account, answeredAt: null });
      return {
        me: account.asMe(session),
        createdAt: account.createdAt.toISOString(),
        acceptances: await acceptancesOf(em, account),
        deletionRequestedAt: open?.requestedAt.toISOString() ?? null,
      };
    },

    ...deletionRequestHandlers,
    changePassword: changePasswordHandler(parts),
    myData: myDataHandler,
  };
}
