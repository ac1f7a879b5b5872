import type { SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { LockMode, sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { audit } from '../audit/auditEntry.ts';
import { Sitting } from '../sittings/sitting.ts';
import { settlePause } from './faultCredits.ts';
import { freeze, workOf } from './handIn.ts';
import { type Tellers, tellSitting, tellSittings } from './tellSitting.ts';

/** Sittings looked at in one round. */
const atOnce = 100;
const ids = z.array(z.object({ id: z.uuid().brand<'SittingId'>() }));

/**
 * Hands in, for their candidates, the sittings whose page has not done so some seconds after the deadline. Several processes
 * may do this at once: each sitting is handed in by one of them.
 * @returns how many it handed in. One that cannot be is logged, and tried again the next time.
 */
export async function endOverdueSittings(parts: Tellers): Promise<number> {
  const now = new Date(parts.clock.now());
  let ended = 0;
  for (const { id } of await overdueSittings(parts.orm.em.fork(), now)) {
    try {
      const sitting = await parts.orm.em.fork().transactional((tx) => endIfOverdue(tx, id, now));
      if (!sitting) continue;
      ended += 1;
      await tellSitting(parts, sitting, now);
    } catch (err) {
      parts.log.error({ err, sittingId: id }, 'a sitting whose time is over could not be handed in');
    }
  }
  return ended;
}

/** The same as `Sitting.closing`. */
const closing = (now: Date) => sql`
  sitting_deadline(s.started_at, e.duration_minutes, e.closes_at, s.extra_minutes, s.credited_seconds,
    s.granted_seconds, e.fault_credit_minutes, s.paused_at, s.paused_by, ${now})`;

async function overdueSittings(em: EntityManager, now: Date) {
  const latest = new Date(now.getTime() - limits.overdueGraceMs);
  const rows = await em.execute(sql`
    select s.id from sitting s join exam e on e.id = s.exam_id
    where s.state in ('writing', 'paused') and s.started_at is not null and ${closing(now)} <= ${latest}
    order by s.started_at limit ${atOnce}`);
  return ids.parse(rows);
}

/** Undefined when another process has it, or its time is not over any longer. */
async function endIfOverdue(tx: EntityManager, id: SittingId, now: Date): Promise<Sitting | undefined> {
  const underWay = { id, state: { $in: ['writing' as const, 'paused' as const] } };
  const sitting = await tx.findOne(Sitting, underWay, { lockMode: LockMode.PESSIMISTIC_PARTIAL_WRITE });
  if (!sitting) return undefined;
  await tx.populate(sitting, ['exam']);
  const deadline = sitting.closing(now);
  if (now.getTime() < deadline.getTime() + limits.overdueGraceMs) return undefined;
  const work = await workOf(tx, sitting);
  const act = { at: now, address: '' };
  await settlePause(tx, sitting, act);
  // Handed in when the time was over, and not when the server came to it.
  freeze(sitting, work, { by: 'timer', submittedAt: deadline, now });
  const facts = { by: 'timer', hash: sitting.receiptHash ?? '' };
  audit(tx, { ...act, actorId: sitting.candidate.id, action: 'sittingTimedOut', subjectId: id, facts });
  return sitting;
}

/**
 * Marks as not shown up who never began an exam that is over for them. Several processes may do this at once.
 * @returns how many it marked; there may be more when these are `noShowsAtOnce`.
 */
export async function markNoShows(parts: Tellers): Promise<number> {
  const now = new Date(parts.clock.now());
  const em = parts.orm.em.fork();
  const rows = await em.execute(sql`
    update sitting set state = 'noShow' where id in (
      select s.id from sitting s join exam e on e.id = s.exam_id
      where s.state in ('scheduled', 'lobby') and s.started_at is null and e.state = 'published'
        and e.closes_at + make_interval(mins => s.extra_minutes) <= ${now}
      limit ${noShowsAtOnce} for update of s skip locked)
    returning id`);
  const marked = await em.find(Sitting, { id: { $in: ids.parse(rows).map(({ id }) => id) } }, { populate: ['exam'] });
  // Somebody may have waited at the door.
  await tellSittings(parts, marked, now);
  return marked.length;
}

export const noShowsAtOnce = 200;
