import type { PageId, PersonId, SittingId } from '@invigil/contract/ids';
import type { PausedBy } from '@invigil/contract/proctoredSitting';
import type { WritingPulse } from '@invigil/contract/routes/writing';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { sittingDeadline } from '../sittings/sittingDeadline.ts';
import { timeCredit } from '../sittings/timeCredit.ts';

/** Instants in milliseconds. */
interface SeenRow {
  state: SittingState;
  started_at: number;
  paused_at: number | null;
  extra_minutes: number;
  credited_seconds: number;
  duration_minutes: number;
  closes_at: number;
  fault_credit_minutes: number;
  paused_by: PausedBy | null;
}

const msOf = (column: string) => `(extract(epoch from ${column}) * 1000)::float8 as ${column.slice(2)}`;

/** One statement and one row, because all candidates of an exam say it every few seconds. */
const seenStatement = new PreparedStatement<SeenRow>(
  'signOfLife',
  `update sitting s set last_seen_at = greatest(s.last_seen_at, $4) from exam e
  where s.id = $1 and s.candidate_id = $2 and s.writing_page_id = $3 and s.state in ('writing', 'paused')
    and e.id = s.exam_id
  returning s.state, ${msOf('s.started_at')}, ${msOf('s.paused_at')}, s.extra_minutes, s.credited_seconds,
    e.duration_minutes, ${msOf('e.closes_at')}, e.fault_credit_minutes, s.paused_by`,
);

/**
 * Notes that the page which holds the writing is there, outside any transaction of `em`.
 * @returns undefined when there is nothing to note: it is not started or over, or another page holds it.
 */
export async function signOfLife(
  em: EntityManager,
  { sittingId, candidateId, pageId, now }: { sittingId: SittingId; candidateId: PersonId; pageId: PageId; now: Date },
): Promise<WritingPulse | undefined> {
  const [row] = await seenStatement.rows(em, [sittingId, candidateId, pageId, now]);
  if (!row) return undefined;
  const { state, paused_at: pausedAt, credited_seconds: creditedSeconds } = row;
  const policy = { faultCreditMinutes: row.fault_credit_minutes, creditedSeconds };
  const pauseCredit = pausedAt === null ? 0 : timeCredit(now.getTime() - pausedAt, policy);
  const deadline = sittingDeadline({
    startedAt: new Date(row.started_at),
    durationMinutes: row.duration_minutes,
    closesAt: new Date(row.closes_at),
    extraMinutes: row.extra_minutes,
    creditedSeconds: creditedSeconds + pauseCredit,
  });
  return {
    serverTime: now.toISOString(),
    state,
    deadline: deadline.toISOString(),
    creditedSeconds,
    pausedBy: row.paused_by,
  };
}
