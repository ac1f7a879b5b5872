import { AppError } from '@invigil/contract/errors';
import { interventionKinds } from '@invigil/contract/interventions';
import { limits } from '@invigil/contract/limits';
import { sql } from '@mikro-orm/core';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { findMySitting, lockMySitting } from '../writing/mySitting.ts';
import type { Decision } from './decision.ts';
import { readDecisions, readIncidents, readInterventions, readReply } from './readReview.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** A candidate's side of the review of their sitting. */
export const candidateReviewHandlers: Pick<Handlers, 'myReview' | 'replyToReview'> = {
  async myReview({ em, session: { account }, params: { sittingId }, now }) {
    const sitting = await findMySitting(em, { sittingId, account });
    if (!sitting.hasEnded()) throw new AppError({ code: 'sittingNotOver' });
    const interventions = await readInterventions(em, sittingId);
    const decision = (await readDecisions(em, sittingId)).at(-1);
    return {
      serverTime: now.toISOString(),
      sittingId,
      state: sitting.state,
      exam: sitting.exam.asHeading(),
      incidents: await readIncidents(em, sitting),
      // Who of the team did it is not for the candidate, nor what they did among themselves.
      interventions: interventions
        .filter(({ entry }) => interventionKinds[entry.intervention.kind].told)
        .map(({ entry }) => ({ ...entry, byId: null })),
      decision: decision
        ? { decisionId: decision.id, outcome: decision.outcome, reason: decision.reason, at: decision.at.toISOString() }
        : null,
      reply: await readReply(em, sittingId),
      replyUntil: decision ? replyUntil(decision).toISOString() : null,
    };
  },

  async replyToReview({ em, session: { account }, params: { sittingId }, body: { text }, now, address }) {
    return em.transactional(async (tx) => {
      await lockMySitting(tx, { sittingId, account });
      const decision = (await readDecisions(tx, sittingId)).at(-1);
      if (!decision || now >= replyUntil(decision)) throw new AppError({ code: 'replyClosed' });
      await tx.execute(sql`
        insert into candidate_reply (sitting_id, text, at) values (${sittingId}, ${text}, ${now}::timestamptz)
        on conflict (sitting_id) do update set text = excluded.text, at = excluded.at`);
      audit(tx, { at: now, actorId: account.id, address, action: 'reviewReplied', subjectId: sittingId });
      return { text, at: now.toISOString() };
    });
  },
};

/** Until when the candidate may answer a decision. */
export const replyUntil = ({ at }: Decision): Date => new Date(at.getTime() + limits.replyDays * dayMs);
