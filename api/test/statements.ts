import { vi } from 'vitest';
import type { TestApi } from './testApi.ts';

/**
 * The SQL texts about these tables that the api sends to its database during `work`, in order and without their values.
 * Only for tables that the api's own rounds leave alone.
 */
export async function statementsAbout(
  tables: readonly string[],
  { orm }: TestApi,
  work: () => Promise<void>,
): Promise<readonly string[]> {
  const pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  client.release();
  // That of the library's own pg, which all its connections have in common.
  const query = vi.spyOn(Object.getPrototypeOf(client), 'query');
  try {
    await work();
    const about = new RegExp(`\\b(from|join|update|into) "?(${tables.join('|')})\\b`);
    return query.mock.calls
      .map(([sent]) => textOf(sent).replaceAll(/'[^']*'/g, '?'))
      .filter((text) => about.test(text));
  } finally {
    query.mockRestore();
  }
}

function textOf(sent: unknown): string {
  if (typeof sent === 'string') return sent;
  if (typeof sent === 'object' && sent !== null && 'text' in sent) return String(sent.text);
  throw new Error('a query without a text');
}
