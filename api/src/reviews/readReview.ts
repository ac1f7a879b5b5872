import type { SittingId } from '@invigil/contract/ids';
import type { SittingReview, Decision as WireDecision } from '@invigil/contract/routes/reviews';
import type { EntityManager } from '@mikro-orm/postgresql';
import { interventionEntryOf } from '../conversations/entries.ts';
import { listIncidents } from '../incidents/roomIncidents.ts';
import { Intervention } from '../interventions/intervention.ts';
import { Look } from '../looks/look.ts';
import { Sitting } from '../sittings/sitting.ts';
import { CandidateReply } from './candidateReply.ts';
import { coverageOf } from './coverage.ts';
import { Decision } from './decision.ts';
import { ReviewComment } from './reviewComment.ts';

/** Far more than a sitting has; of one that has more, the file has the last. */
const mostIncidents = 5_000;

/** The file of a sitting as it is at `now`, each list with its first thing first. */
export async function readReview(em: EntityManager, sittingId: SittingId, now: Date): Promise<SittingReview> {
  const populate = ['exam', 'candidate', 'room'] as const;
  const sitting = await em.findOneOrFail(Sitting, { id: sittingId }, { populate });
  const { exam, room, candidate, startedAt, submittedAt, extraMinutes } = sitting;
  const decisions = await readDecisions(em, sittingId);
  return {
    serverTime: now.toISOString(),
    sittingId,
    candidateName: candidate.name,
    state: sitting.state,
    startedAt: startedAt?.toISOString() ?? null,
    submittedAt: submittedAt?.toISOString() ?? null,
    extraMinutes,
    creditedSeconds: sitting.creditedSeconds + sitting.grantedSeconds,
    exam: exam.asHeading(),
    roomName: room.name,
    incidents: await readIncidents(em, sitting),
    interventions: await readInterventions(em, sittingId),
    coverage: coverageOf(await em.find(Look, { sitting }), writingOf(sitting, now)),
    comments: await readComments(em, sittingId),
    decisions: decisions.map(asDecision),
    reply: await readReply(em, sittingId),
  };
}

/** From its start to its end, or to now; null when it never began. */
export function writingOf(sitting: Sitting, now: Date): { from: Date; until: Date } | null {
  const { startedAt, submittedAt, terminatedAt } = sitting;
  if (!startedAt) return null;
  const end = submittedAt ?? terminatedAt ?? sitting.closing(now);
  return { from: startedAt, until: end < now ? end : now };
}

export async function readIncidents(em: EntityManager, { id, room }: Sitting): Promise<SittingReview['incidents']> {
  const { incidents } = await listIncidents(em, { roomId: room.id, sittingId: id }, { limit: mostIncidents });
  return incidents.reverse();
}

export async function readInterventions(
  em: EntityManager,
  sitting: SittingId,
): Promise<SittingReview['interventions']> {
  const done = await em.find(Intervention, { sitting }, { populate: ['by'], orderBy: { at: 'asc', id: 'asc' } });
  return done.map((one) => ({ byName: one.by.name, entry: interventionEntryOf(one) }));
}

async function readComments(em: EntityManager, sitting: SittingId): Promise<SittingReview['comments']> {
  const comments = await em.find(ReviewComment, { sitting }, { populate: ['by'], orderBy: { at: 'asc', id: 'asc' } });
  return comments.map(asComment);
}

/** The last one counts. */
export function readDecisions(em: EntityManager, sitting: SittingId): Promise<Decision[]> {
  return em.find(Decision, { sitting }, { populate: ['by'], orderBy: { at: 'asc', id: 'asc' } });
}

export async function readReply(em: EntityManager, sitting: SittingId): Promise<SittingReview['reply']> {
  const reply = await em.findOne(CandidateReply, { sitting }, { refresh: true });
  return reply && { text: reply.text, at: reply.at.toISOString() };
}

export function asComment({ id, incident, by, at, text }: ReviewComment): SittingReview['comments'][number] {
  return { commentId: id, incidentId: incident?.id ?? null, byName: by.name, at: at.toISOString(), text };
}

export function asDecision({ id, outcome, reason, by, at }: Decision): WireDecision {
  return { decisionId: id, outcome, reason, byName: by.name, at: at.toISOString() };
}
