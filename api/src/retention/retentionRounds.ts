import type { PersonId } from '@invigil/contract/ids';
import { personId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { Metrics } from '@invigil/server-kit/metrics';
import { sql } from '@mikro-orm/core';
import { audit } from '../audit/auditEntry.ts';
import { dayIn } from '../dashboard/morning.ts';
import type { Orm } from '../db/orm.ts';
import type { FileStore } from '../files/fileStore.ts';
import { Repeated } from '../repeated.ts';
import { type Counts, forgetOutdated } from './forget.ts';
import type { RetentionDays } from './settings.ts';
import { removeStrayFiles } from './strayFiles.ts';

const everyMs = 15 * 60 * 1000;
/** Exams are rare at this hour, in the time zone of the organisation. */
const fromHour = 3;
/** Any number of its own, as long as every api process of one database uses the same. */
const retentionLock = 4_801_502_218;

/** Who did it, in the audit log, when nobody did. */
export const byItself: PersonId = personId.parse('00000000-0000-0000-0000-000000000000');

export interface RetentionParts {
  orm: Orm;
  files: FileStore;
  clock: Clock;
  log: Log;
  days: RetentionDays;
  timeZone: string;
}

/** Once a day, in one of the api's processes, forgets what has been kept long enough. */
export class RetentionRounds {
  readonly #repeated: Repeated;

  static start(parts: RetentionParts & { metrics: Metrics }): RetentionRounds {
    return new RetentionRounds(parts);
  }

  private constructor(parts: RetentionParts & { metrics: Metrics }) {
    const forgotten = parts.metrics.counter('forgotten_total', 'Rows and files that were kept long enough, and went.');
    this.#repeated = Repeated.start({
      round: async () => {
        const counts = await forgetOnceADay(parts);
        for (const count of Object.values(counts ?? {})) forgotten.inc(count);
        return false;
      },
      restMs: everyMs,
      // A process that starts while an exam runs has more urgent things to do.
      restsFirst: true,
      doing: 'forgetting what was kept long enough',
      log: parts.log,
    });
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#repeated.close();
  }
}

/** @returns what went; undefined when it is too early in the day, or some process has done it today. */
export async function forgetOnceADay(parts: RetentionParts): Promise<Counts | undefined> {
  const { orm, clock, log, timeZone } = parts;
  const now = new Date(clock.now());
  if (hourIn(timeZone, now) < fromHour || !(await takeTheDay(orm, now, dayIn(timeZone, now)))) return undefined;
  const counts = await forgetOutdated({ ...parts, now });
  const strays = await removeStrayFiles({ ...parts, now });
  if (strays > 0) counts.file = strays;
  const facts = Object.fromEntries(Object.entries(counts).map(([table, count]) => [table, String(count)]));
  const em = orm.em.fork();
  audit(em, { at: new Date(clock.now()), actorId: byItself, address: '', action: 'retentionEnded', facts });
  await em.flush();
  log.info({ counts }, 'forgot what was kept long enough');
  return counts;
}

/** True for one caller a day. A process that dies on its way leaves the rest to the next day. */
function takeTheDay(orm: Orm, now: Date, day: string): Promise<boolean> {
  return orm.em.fork().transactional(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${retentionLock})`);
    const taken = await tx.execute(sql`
      select 1 from audit_entry where action = 'retentionBegan' and facts ->> 'day' = ${day} limit 1`);
    if (Array.isArray(taken) && taken.length > 0) return false;
    audit(tx, { at: now, actorId: byItself, address: '', action: 'retentionBegan', facts: { day } });
    return true;
  });
}

function hourIn(timeZone: string, at: Date): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at));
}
