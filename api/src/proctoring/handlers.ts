import { AppError } from '@invigil/contract/errors';
import type { RouteReply } from '@invigil/contract/routes';
import type { TeamMember } from '@invigil/contract/routes/proctoring';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { Answer } from '../answers/answer.ts';
import { AuditEntry, audit } from '../audit/auditEntry.ts';
import { findWatchedRoom, findWatchedSitting } from '../conversations/roomSitting.ts';
import { readCopy } from '../copies/readCopy.ts';
import { DeviceValidation } from '../devices/deviceValidation.ts';
import type { Handlers } from '../http/handlers.ts';
import type { Room } from '../rooms/room.ts';
import { readProctoredSittings } from './proctoredSittings.ts';

/** A console reads what is written again and again; that somebody looks is written down once in so long. */
const auditEveryMs = 15 * 60 * 1000;

export const proctoringHandlers: Pick<Handlers, 'proctoring' | 'sittingWork' | 'sittingDevice'> = {
  async proctoring({ em, session: { account }, params: { roomId }, now }) {
    const room = await findWatchedRoom(em, account, roomId);
    const { exam } = room;
    return {
      serverTime: now.toISOString(),
      rules: exam.rules(),
      durationMinutes: exam.durationMinutes,
      questionCount: exam.asked().length,
      team: await teamOf(em, room),
      sittings: await readProctoredSittings(em, { roomId }, now),
    };
  },

  async sittingWork({ em, session: { account }, params, now, address }) {
    const sitting = await findWatchedSitting(em, account, params);
    if (!sitting.exam.answersShown) throw new AppError({ code: 'answersHidden' });
    const since = new Date(now.getTime() - auditEveryMs);
    const action = 'sittingWorkOpened' as const;
    const look = { subjectId: sitting.id, actorId: account.id, action };
    if ((await em.count(AuditEntry, { ...look, at: { $gt: since } })) === 0) audit(em, { ...look, at: now, address });
    const { answers } = await readCopy(em, sitting, await em.find(Answer, { sitting }));
    return {
      serverTime: now.toISOString(),
      answers: answers.map(({ question: { prompt }, text, words, savedAt }) => ({ prompt, text, words, savedAt })),
    };
  },

  async sittingDevice({ em, session: { account }, params }) {
    const { candidate } = await findWatchedSitting(em, account, params);
    const last = await em.findOne(
      DeviceValidation,
      { account: candidate },
      { orderBy: { checkedAt: 'desc', id: 'desc' } },
    );
    return deviceFactsOf(last);
  },
};

/** Who is assigned to a room, and the admins, who may come to any. */
async function teamOf(em: EntityManager, room: Room): Promise<TeamMember[]> {
  const proctors = await room.proctors.loadItems({ orderBy: { name: 'asc' } });
  const admins = await em.find(Account, { role: 'admin', state: 'active' }, { orderBy: { name: 'asc' } });
  return [
    ...proctors.map(({ id, name }) => ({ personId: id, name, supervises: false })),
    ...admins.map(({ id, name }) => ({ personId: id, name, supervises: true })),
  ];
}

function deviceFactsOf(last: DeviceValidation | null): RouteReply<'sittingDevice'> {
  if (!last) return { validatedAt: null, browser: null, steps: [] };
  const steps = (last.steps ?? []).map(({ step, outcome, fault, facts }) => {
    const found = Object.fromEntries(facts.map(({ name, value }) => [name, value]));
    return { step, outcome, facts: fault ? { ...found, fault } : found };
  });
  return { validatedAt: last.checkedAt.toISOString(), browser: last.device, steps };
}
