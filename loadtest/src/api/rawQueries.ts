import type { Statement } from '@invigil/contract/benchServer';
import { Client } from 'pg';

/** Gives the database the same statements again and again, over one connection; milliseconds for all of them, each time. */
export async function rawQueries(
  databaseUrl: string,
  sets: readonly Statement[][],
  seconds: number,
): Promise<number[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const times: number[] = [];
    const startedAt = performance.now();
    while (performance.now() - startedAt < seconds * 1_000) {
      const askedAt = performance.now();
      for (const { text, values } of sets[times.length % sets.length] ?? []) await client.query(text, values);
      times.push(performance.now() - askedAt);
    }
    return times;
  } finally {
    await client.end();
  }
}
