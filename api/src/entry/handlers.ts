import { AppError } from '@invigil/contract/errors';
import { audit } from '../audit/auditEntry.ts';
import { ExamDocument } from '../exams/examDocument.ts';
import type { Handlers } from '../http/handlers.ts';
import { liveSources } from '../live/liveSources.ts';
import { findMySitting, lockMySitting } from '../writing/mySitting.ts';
import { type Tellers, tellSitting } from '../writing/tellSitting.ts';
import { writingStateOf } from '../writing/writingState.ts';
import { currentTerms, currentTermsVersion, hasAcceptedTerms } from './examTerms.ts';
import { gatesOf } from './gates.ts';
import { enterLobby } from './lobby.ts';
import { standingOf } from './standing.ts';
import { start } from './start.ts';

type EntryRoute = 'sittingEntry' | 'acceptExamTerms' | 'enterLobby' | 'startSitting';

export function entryHandlers(parts: Tellers): Pick<Handlers, EntryRoute> {
  const { clock, cluster } = parts;
  return {
    async sittingEntry({ em, session: { account }, params, query: { deviceId, pageId }, now }) {
      const sitting = await findMySitting(em, { ...params, account });
      const { exam, id: sittingId, room, state, extraMinutes } = sitting;
      const live = await liveSources(cluster, { roomId: room.id, sittingId });
      const terms = await currentTerms(em, account.language);
      const { version, title, text } = terms;
      const asking = { now, deviceId, pageId, takeOver: false, live, termsVersion: version };
      const acceptedAt = hasAcceptedTerms(sitting, version) ? sitting.termsAcceptedAt : null;
      return {
        serverTime: now.toISOString(),
        sittingId,
        state,
        extraMinutes,
        exam: {
          ...exam.asHeading(),
          kind: exam.kind,
          state: exam.state,
          durationMinutes: exam.durationMinutes,
          instructions: exam.instructions,
          rules: exam.rules(),
          questionCount: exam.asked().length,
          documentCount: await em.count(ExamDocument, { exam }),
        },
        terms: { version, title, text, acceptedAt: acceptedAt?.toISOString() ?? null },
        gates: gatesOf(await standingOf(em, sitting, asking)),
      };
    },

    async acceptExamTerms({ em, session: { account }, params, body: { version }, address }) {
      return em.transactional(async (tx) => {
        // One at a time, so that pressing twice accepts once.
        const sitting = await lockMySitting(tx, { ...params, account });
        if (version !== (await currentTermsVersion(tx))) throw new AppError({ code: 'stale' });
        const { termsAcceptedAt } = sitting;
        if (termsAcceptedAt && sitting.termsVersion === version) return { acceptedAt: termsAcceptedAt.toISOString() };
        const at = new Date(clock.now());
        sitting.termsAcceptedAt = at;
        sitting.termsVersion = version;
        const facts = { version: String(version), language: account.language };
        audit(tx, { at, address, actorId: account.id, action: 'examTermsAccepted', subjectId: sitting.id, facts });
        return { acceptedAt: at.toISOString() };
      });
    },

    async enterLobby({ em, session: { account }, params, body, address }) {
      const { room } = await findMySitting(em, { ...params, account });
      const live = await liveSources(cluster, { roomId: room.id, ...params });
      const { sitting, now, enteredAt, isNew } = await em.transactional(async (tx) => {
        const mine = await lockMySitting(tx, { ...params, account });
        const at = new Date(clock.now());
        return { sitting: mine, now: at, ...(await enterLobby(tx, mine, { body, live, act: { at, address } })) };
      });
      if (isNew) await tellSitting(parts, sitting, now);
      const admittedAt = sitting.exam.admissionRequired ? sitting.admittedAt : enteredAt;
      return { enteredAt: enteredAt.toISOString(), admittedAt: admittedAt?.toISOString() ?? null };
    },

    async startSitting({ em, session: { account }, params, body, address }) {
      const { room } = await findMySitting(em, { ...params, account });
      // Asked before the row is locked, for the cluster may be slow to answer.
      const live = await liveSources(cluster, { roomId: room.id, ...params });
      const { sitting, now } = await em.transactional(async (tx) => {
        const mine = await lockMySitting(tx, { ...params, account });
        // The time runs from here, and not from when the request came or waited for its turn.
        const at = new Date(clock.now());
        await start(tx, mine, { body, live, act: { at, address } });
        return { sitting: mine, now: at };
      });
      await tellSitting(parts, sitting, now);
      if (!sitting.startedAt) throw new Error('a sitting that was started has no start');
      return writingStateOf(em, sitting, { startedAt: sitting.startedAt, pageId: body.pageId, now });
    },
  };
}
