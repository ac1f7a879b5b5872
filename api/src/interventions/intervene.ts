import { AppError } from '@invigil/contract/errors';
import type { InterventionId, RoomId, SittingId } from '@invigil/contract/ids';
import type { InterventionFacts } from '@invigil/contract/interventions';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import type { Sitting } from '../sittings/sitting.ts';
import type { Act } from '../writing/faultCredits.ts';
import { doIt } from './deeds.ts';
import { Intervention } from './intervention.ts';
import { lockRoomSitting } from './roomSitting.ts';

/** One press of a proctor, as it is about one sitting. */
export interface Press {
  roomId: RoomId;
  sittingId: SittingId;
  /** The last intervention that the page showed. */
  seen: InterventionId | null;
  key: string;
  intervention: InterventionFacts;
  reason: string;
  by: Account;
  act: Act;
}

/** What was done or undone, with the sitting as it is now; `isNew` unless it had been done before. */
export interface Outcome {
  sitting: Sitting;
  intervention: Intervention;
  isNew: boolean;
}

/**
 * Does it, in the transaction of `tx`. The same key again does nothing twice.
 * @throws {AppError} notFound, keyReused, actedMeanwhile, and what the kind says.
 */
export async function intervene(tx: EntityManager, press: Press): Promise<Outcome> {
  const { intervention: wanted, key, reason, act } = press;
  const sitting = await lockRoomSitting(tx, press);
  const same = await tx.findOne(Intervention, { sitting, key });
  if (same) return { sitting, intervention: sameAgain(same, press), isNew: false };
  await mustHaveSeen(tx, sitting, press);
  const by = tx.getReference(Account, press.by.id);
  const before = await doIt({ tx, sitting, by, act }, wanted);
  const intervention = tx.create(Intervention, {
    id: newId<InterventionId>(),
    sitting,
    key,
    kind: wanted.kind,
    facts: wanted.facts,
    by,
    at: await momentAfterLast(tx, sitting, act.at),
    reason,
    before: before ?? null,
  });
  const told = Object.entries(wanted.facts).map(([name, value]) => [name, String(value)]);
  audit(tx, {
    at: act.at,
    address: act.address,
    actorId: by.id,
    action: 'sittingIntervened',
    subjectId: sitting.id,
    facts: { ...Object.fromEntries(told), interventionId: intervention.id, kind: wanted.kind, reason },
  });
  return { sitting, intervention, isNew: true };
}

/** @throws {AppError} keyReused. */
function sameAgain(same: Intervention, { intervention: { kind }, by }: Press): Intervention {
  if (same.kind !== kind || same.by.id !== by.id) throw new AppError({ code: 'keyReused' });
  return same;
}

/** @throws {AppError} actedMeanwhile when a colleague did something after what the page showed. */
async function mustHaveSeen(tx: EntityManager, sitting: Sitting, { seen, by }: Press): Promise<void> {
  const last = await tx.findOne(
    Intervention,
    { sitting, by: { id: { $ne: by.id } } },
    { orderBy: { at: 'desc' }, populate: ['by'] },
  );
  if (!last || last.id === seen) return;
  const shown = seen && (await tx.findOne(Intervention, { id: seen, sitting }));
  if (shown && shown.at > last.at) return;
  throw new AppError({ code: 'actedMeanwhile', kind: last.kind, byName: last.by.name });
}

/** Never the same instant twice, so that which one is the last is certain. */
async function momentAfterLast(tx: EntityManager, sitting: Sitting, at: Date): Promise<Date> {
  const last = await tx.findOne(Intervention, { sitting }, { orderBy: { at: 'desc' } });
  return last && last.at >= at ? new Date(last.at.getTime() + 1) : at;
}
