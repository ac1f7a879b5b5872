import type { Orm } from '@invigil/api/db/orm';
import type { Statement } from '@invigil/contract/benchServer';

type Query = (this: unknown, ...given: unknown[]) => unknown;

/** So often something else, such as the loop that sends mails, has no chance to be heard each time. */
const hearings = 3;

/** What `work` costs the database, exactly as it passes. */
export async function statementsOf(orm: Orm, work: () => Promise<void>): Promise<{ statements: Statement[] }> {
  const heard: Statement[][] = [];
  for (let i = 0; i < hearings; i += 1) heard.push(await overhear(orm, work));
  const [statements = []] = heard.toSorted((a, b) => a.length - b.length);
  return { statements };
}

async function overhear(orm: Orm, work: () => Promise<void>): Promise<Statement[]> {
  const pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  const prototype = Object.getPrototypeOf(client) as { query: Query };
  client.release();
  const original = prototype.query;
  const heard: Statement[] = [];
  prototype.query = function (this: unknown, ...given) {
    const [first, second] = given;
    if (typeof first === 'string') heard.push({ text: first, values: Array.isArray(second) ? second : [] });
    else {
      const { text, values } = first as { text: string; values?: unknown[] };
      heard.push({ text, values: values ?? (Array.isArray(second) ? second : []) });
    }
    return original.apply(this, given);
  };
  try {
    await work();
    return heard;
  } finally {
    prototype.query = original;
  }
}
