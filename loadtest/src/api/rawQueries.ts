import type { Statement } from '@invigil/contract/benchServer';
import { Client } from 'pg';

/**
 * Gives the database the same statements again and again, over one connection; milliseconds for all of them, each time.
 * @param prepared whether the database may keep what it parsed and planned, under a name for each different text.
 */
export async function rawQueries(
  databaseUrl: string,
  sets: readonly Statement[][],
  { seconds, prepared }: { seconds: number; prepared: boolean },
): Promise<number[]> {
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    const name = names.get(text) ?? `raw${names.size}`;
    names.set(text, name);
    return { name };
  };
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const times: number[] = [];
    const startedAt = performance.now();
    while (performance.now() - startedAt < seconds * 1_000) {
      const askedAt = performance.now();
      for (const { text, values } of sets[times.length % sets.length] ?? []) {
        await client.query({ text, values, ...(prepared ? nameOf(text) : {}) });
      }
      times.push(performance.now() - askedAt);
    }
    return times;
  } finally {
    await client.end();
  }
}
