import { AppError } from '@invigil/contract/errors';
import type { CommentId, DecisionId, IncidentId } from '@invigil/contract/ids';
import type { DecisionOutcome } from '@invigil/contract/routes/reviews';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { Incident } from '../incidents/incident.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { Decision } from './decision.ts';
import { ReviewComment } from './reviewComment.ts';

interface Writing {
  sitting: Sitting;
  by: Account;
  at: Date;
}

/**
 * Adds a remark, once by its id.
 * @throws {AppError} notFound when the incident is not of the sitting, keyReused when the id is of another remark.
 */
export async function addComment(
  tx: EntityManager,
  {
    commentId,
    incidentId,
    text,
    sitting,
    by,
    at,
  }: Writing & {
    commentId: CommentId;
    incidentId: IncidentId | null;
    text: string;
  },
): Promise<{ comment: ReviewComment; isNew: boolean }> {
  if (incidentId && (await tx.count(Incident, { id: incidentId, sitting })) === 0) {
    throw new AppError({ code: 'notFound' });
  }
  const added = await tx.execute(sql`
    insert into review_comment (id, sitting_id, incident_id, by_id, at, text)
    values (${commentId}, ${sitting.id}, ${incidentId}, ${by.id}, ${at}::timestamptz, ${text})
    on conflict do nothing returning id`);
  const comment = await tx.findOne(ReviewComment, { id: commentId, sitting, by }, { populate: ['by'] });
  if (!comment) throw new AppError({ code: 'keyReused' });
  return { comment, isNew: added.length > 0 };
}

/**
 * Adds a decision, once by its id.
 * @throws {AppError} sittingNotOver, keyReused when the id is of another decision.
 */
export async function addDecision(
  tx: EntityManager,
  {
    decisionId,
    outcome,
    reason,
    sitting,
    by,
    at,
  }: Writing & {
    decisionId: DecisionId;
    outcome: DecisionOutcome;
    reason: string;
  },
): Promise<{ decision: Decision; isNew: boolean }> {
  if (!sitting.hasEnded()) throw new AppError({ code: 'sittingNotOver' });
  const added = await tx.execute(sql`
    insert into decision (id, sitting_id, outcome, reason, by_id, at)
    values (${decisionId}, ${sitting.id}, ${outcome}, ${reason}, ${by.id}, ${at}::timestamptz)
    on conflict do nothing returning id`);
  const decision = await tx.findOne(Decision, { id: decisionId, sitting, by }, { populate: ['by'] });
  if (!decision) throw new AppError({ code: 'keyReused' });
  return { decision, isNew: added.length > 0 };
}
