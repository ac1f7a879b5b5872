import type { MigrationObject } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { M0001Beginning } from './migrations/m0001Beginning.ts';
import { M0002Onboarding } from './migrations/m0002Onboarding.ts';
import { M0003DashboardChanges } from './migrations/m0003DashboardChanges.ts';
import { M0004ExamDay } from './migrations/m0004ExamDay.ts';
import { M0005Proctoring } from './migrations/m0005Proctoring.ts';
import { M0006Retention } from './migrations/m0006Retention.ts';

/** Every change of the database's form, oldest first. One that was released is never edited; a new one follows it. */
export const migrations: MigrationObject[] = [
  { name: '0001-beginning', class: M0001Beginning },
  { name: '0002-onboarding', class: M0002Onboarding },
  { name: '0003-dashboard-changes', class: M0003DashboardChanges },
  { name: '0004-exam-day', class: M0004ExamDay },
  { name: '0005-proctoring', class: M0005Proctoring },
  { name: '0006-retention', class: M0006Retention },
];

/** Any number, as long as every api process of one database uses the same. */
export const migrationLock = 4_801_502_217;

/**
 * Brings the database's tables up to date, in one transaction; does nothing when they are. Processes that start at the
 * same time take turns.
 * @param upTo the name of the last migration to run, for data that was written in an older form.
 * @returns the names of the migrations that ran.
 */
export async function migrate(orm: MikroORM, { upTo }: { upTo?: string } = {}): Promise<string[]> {
  // Changing a large table, or waiting for another process that does, may take longer than any request.
  const driverOptions = { ...orm.config.get('driverOptions'), query_timeout: 0 };
  const patient = new MikroORM({ ...orm.config.getAll(), driverOptions });
  try {
    const pool = await patient.em.getConnection().getNativeClient();
    const turn = await pool.connect();
    try {
      await turn.query('select pg_advisory_lock($1)', [migrationLock]);
      const ran = await patient.migrator.up(upTo === undefined ? {} : { to: upTo });
      return ran.map(({ name }) => name);
    } finally {
      // Closing the connection gives the lock back, whatever state the connection is in.
      turn.release(true);
    }
  } finally {
    await patient.close();
  }
}
