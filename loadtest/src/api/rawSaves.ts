import { randomUUID } from 'node:crypto';
import { benchRawSaves } from '@invigil/contract/benchServer';
import { Client } from 'pg';
import { answerParent } from '../machine/ipc.ts';

/** Where the values of a save that change from one to the next stand in its statement. */
const places = { saveId: 4, baseRevision: 5, now: 8 } as const;

/**
 * The same saves as the api makes, in the same statements, prepared, by the bare driver and nothing else. Runs where the api
 * would run, on one core with the database.
 */
answerParent(benchRawSaves, {
  save: async ({ databaseUrl, sets, connections, seconds }) => {
    const open = await Promise.all(
      Array.from({ length: connections }, async () => {
        const client = new Client({ connectionString: databaseUrl });
        await client.connect();
        return client;
      }),
    );
    const idle = sets.map((statements) => ({
      statements,
      revision: Number(statements[1]?.values[places.baseRevision]) + 1,
    }));
    const latenciesMs: number[] = [];
    const startedAt = performance.now();
    const save = async (client: Client) => {
      while (performance.now() - startedAt < seconds * 1_000) {
        const next = idle.shift();
        if (!next) throw new Error('there are fewer answers than connections');
        const askedAt = performance.now();
        for (const [at, { text, values }] of next.statements.entries()) {
          if (at === 1) {
            values[places.saveId] = randomUUID();
            values[places.baseRevision] = next.revision;
            values[places.now] = new Date();
          }
          const { rows } = await client.query<{ outcome?: string }>({ name: `raw${at}`, text, values });
          if (at === 1 && rows[0]?.outcome !== 'saved') throw new Error(`a bare save came to ${rows[0]?.outcome}`);
        }
        next.revision += 1;
        latenciesMs.push(performance.now() - askedAt);
        idle.push(next);
      }
    };
    try {
      await Promise.all(open.map(save));
      return { perSecond: (latenciesMs.length * 1_000) / (performance.now() - startedAt), latenciesMs };
    } finally {
      await Promise.all(open.map((client) => client.end()));
    }
  },
});
