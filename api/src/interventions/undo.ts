import { AppError } from '@invigil/contract/errors';
import type { InterventionId, RoomId, SittingId } from '@invigil/contract/ids';
import { interventionKinds } from '@invigil/contract/interventions';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Act } from '../writing/faultCredits.ts';
import { undoIt } from './deeds.ts';
import type { Outcome } from './intervene.ts';
import { Intervention } from './intervention.ts';
import { lockRoomSitting } from './roomSitting.ts';

/** The undoing of one intervention. */
export interface Undoing {
  roomId: RoomId;
  sittingId: SittingId;
  interventionId: InterventionId;
  reason: string;
  by: Account;
  act: Act;
}

/**
 * Undoes it, in the transaction of `tx`. What is undone already stays so.
 * @throws {AppError} notFound, cannotBeUndone, sittingOver, sittingBegun.
 */
export async function undo(tx: EntityManager, undoing: Undoing): Promise<Outcome> {
  const { interventionId: id, reason, act } = undoing;
  const sitting = await lockRoomSitting(tx, undoing);
  const intervention = await tx.findOne(Intervention, { id, sitting }, { refresh: true });
  if (!intervention) throw new AppError({ code: 'notFound' });
  if (intervention.undoneAt) return { sitting, intervention, isNew: false };
  if (!interventionKinds[intervention.kind].undo) throw new AppError({ code: 'cannotBeUndone' });
  const by = tx.getReference(Account, undoing.by.id);
  await undoIt({ tx, sitting, by, act }, intervention);
  intervention.undoneAt = act.at > intervention.at ? act.at : intervention.at;
  intervention.undoneBy = by;
  intervention.undoReason = reason;
  const facts = { interventionId: id, kind: intervention.kind, reason };
  audit(tx, {
    at: act.at,
    address: act.address,
    actorId: by.id,
    action: 'interventionUndone',
    subjectId: sitting.id,
    facts,
  });
  return { sitting, intervention, isNew: true };
}
