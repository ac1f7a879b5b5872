import { AppError } from '@invigil/contract/errors';
import type { RouteBody } from '@invigil/contract/routes';
import type { Source } from '@invigil/contract/sources';
import type { EntityManager } from '@mikro-orm/postgresql';
import { audit } from '../audit/auditEntry.ts';
import type { Sitting } from '../sittings/sitting.ts';
import type { Act } from '../writing/faultCredits.ts';
import { currentTermsVersion } from './examTerms.ts';
import { refusalBeforeAdmission } from './gates.ts';
import { standingOf } from './standing.ts';

/**
 * Has the candidate of a locked sitting wait to be let in, once. Where nobody has to be let in there is no lobby, and who
 * has started has been through it: nothing changes.
 * @param live the sources whose media arrives.
 * @throws {AppError} the refusal of the first gate that is closed before the one at which they are let in.
 */
export async function enterLobby(
  tx: EntityManager,
  sitting: Sitting,
  { body, live, act }: { body: RouteBody<'enterLobby'>; live: ReadonlySet<Source>; act: Act },
): Promise<{ enteredAt: Date; isNew: boolean }> {
  const standing = await standingOf(tx, sitting, {
    now: act.at,
    ...body,
    takeOver: false,
    live,
    termsVersion: await currentTermsVersion(tx),
  });
  const refusal = refusalBeforeAdmission(standing);
  if (refusal) throw new AppError(refusal);
  if (sitting.startedAt || !sitting.exam.admissionRequired) {
    return { enteredAt: sitting.lobbyEnteredAt ?? sitting.startedAt ?? act.at, isNew: false };
  }
  if (sitting.state === 'lobby' && sitting.lobbyEnteredAt) return { enteredAt: sitting.lobbyEnteredAt, isNew: false };
  sitting.state = 'lobby';
  sitting.lobbyEnteredAt = act.at;
  const facts = { deviceId: body.deviceId, pageId: body.pageId };
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'lobbyEntered', subjectId: sitting.id, facts });
  return { enteredAt: act.at, isNew: true };
}
