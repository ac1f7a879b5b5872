import { randomUUID } from 'node:crypto';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { addExamDay } from './examDay.ts';
import type { TestApi } from './testApi.ts';

export const dayMs = 24 * 60 * 60 * 1000;

/** A sitting that is over, as a test of what is kept of it wants it. */
export type PastSitting = Awaited<ReturnType<typeof addPastSitting>>;

/** Writes a file into the store whose last writing was so long before the server's present. */
export async function addOldFile({ config, clock }: TestApi, key: string, agoMs: number): Promise<void> {
  const place = path.join(config.filesDir, key);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, 'bytes');
  const written = new Date(clock.now() - agoMs);
  await utimes(place, written, written);
}

/** The names in a folder of the store; none when there is no such folder. */
export function filesIn({ config }: TestApi, folder: string): Promise<string[]> {
  return readdir(path.join(config.filesDir, folder)).catch(() => []);
}

/** A sitting whose exam ended so many days ago, with one of everything that proctoring leaves. */
export async function addPastSitting(server: TestApi, daysAgo: number, state: 'submitted' | 'writing' = 'submitted') {
  const closesAt = new Date(server.clock.now() - daysAgo * dayMs);
  const opensAt = new Date(closesAt.getTime() - dayMs);
  const { sitting, proctor } = await addExamDay(server.orm, { opensAt, closesAt, state });
  const key = `stills/${sitting.id}/${randomUUID()}.jpg`;
  await addOldFile(server, key, daysAgo * dayMs);
  const began = `'${closesAt.toISOString()}'`;
  const of = `gen_random_uuid(), '${sitting.id}'`;
  await server.database.query(`
    insert into incident (id, sitting_id, kind, nature, reported_by, began_at, facts, recorded_at)
      values (${of}, 'shareStopped', 'technical', 'page', ${began}, '{}', ${began});
    insert into still (id, sitting_id, source, taken_at, byte_size, storage_key, uploaded_at)
      values (${of}, 'webcam', ${began}, 5, '${key}', ${began});
    insert into look (id, sitting_id, by_id, began_at, ended_at) values (${of}, '${proctor.id}', ${began}, ${began});
    insert into message (id, sitting_id, key, at, text) values (${of}, gen_random_uuid(), ${began}, 'Bonjour');
    insert into hand (id, sitting_id, raised_at, ended_at) values (${of}, ${began}, ${began});`);
  const rows = async (table: string) =>
    (await server.database.query(`select * from ${table} where sitting_id = '${sitting.id}'`)).length;
  return {
    sitting,
    proctor,
    /** How many incidents, stills, looks, messages and hands there are still. */
    left: () => Promise.all(['incident', 'still', 'look', 'message', 'hand'].map(rows)),
  };
}
