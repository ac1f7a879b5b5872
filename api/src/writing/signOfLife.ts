import type { PageId, PersonId, SittingId } from '@invigil/contract/ids';
import type { PausedBy } from '@invigil/contract/proctoredSitting';
import type { WritingPulse } from '@invigil/contract/routes/writing';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PreparedStatement } from '../db/preparedStatement.ts';
import { secondsBetween } from '../sittings/sitting.ts';
import { sittingDeadline } from '../sittings/sittingDeadline.ts';
import { timeCredit } from '../sittings/timeCredit.ts';

/** Instants in milliseconds. */
interface SeenRow {
  state: SittingState;
  started_at: number;
  paused_at: number | null;
  extra_minutes: number;
  credited_seconds: number;
  granted_seconds: number;
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
    s.granted_seconds, e.duration_minutes, ${msOf('e.closes_at')}, e.fault_credit_minutes, s.paused_by`,
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
  const givenBack = row.credited_seconds + row.granted_seconds;
  const deadline = sittingDeadline({
    startedAt: new Date(row.started_at),
    durationMinutes: row.duration_minutes,
    closesAt: new Date(row.closes_at),
    extraMinutes: row.extra_minutes,
    creditedSeconds: givenBack + pauseCredit(row, now),
  });
  return {
    serverTime: now.toISOString(),
    state: row.state,
    deadline: deadline.toISOString(),
    creditedSeconds: givenBack,
    pausedBy: row.paused_by,
  };
}

/** The same as `Sitting.pauseCredit`. */
function pauseCredit(row: SeenRow, now: Date): number {
  if (row.paused_at === null) return 0;
  if (row.paused_by === 'proctor') return secondsBetween(new Date(row.paused_at), now);
  const policy = { faultCreditMinutes: row.fault_credit_minutes, creditedSeconds: row.credited_seconds };
  return timeCredit(now.getTime() - row.paused_at, policy);
}
