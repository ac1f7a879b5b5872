import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import type { Account } from '../accounts/account.ts';

let server: TestApi;
let self: Account;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  self = await addAccount(server.orm, 'admin');
  admin = await server.as(self);
  await server.database.query(`
    insert into audit_entry (id, at, actor_id, action, facts, subject_id, address)
    select gen_random_uuid(), timestamptz '2026-01-01' + (n / 3) * interval '1 minute', '${self.id}',
      (array['roomCreated', 'roomChanged', 'personAdded'])[1 + n % 3],
      jsonb_build_object('name', case when n = 7 then '=HYPERLINK("http://evil.example")' else 'Salle ' || n end),
      ('01890000-0000-7000-8000-' || lpad((n % 10)::text, 12, '0'))::uuid, case when n % 2 = 0 then '192.0.2.' || n % 200 end
    from generate_series(1, 2500) n`);
});
afterAll(() => server.close());
beforeEach(() => server.clock.advance(10_000));

async function exported(query: Parameters<typeof admin.call<'auditExport'>>[1]): Promise<string> {
  const { file } = await admin.call('auditExport', query as never);
  return Buffer.from(await file.arrayBuffer()).toString('utf8');
}

describe('the database refuses', () => {
  test.each([
    "update audit_entry set action = 'other'",
    'delete from audit_entry',
    "delete from audit_entry where action = 'roomCreated'",
    'truncate audit_entry',
    "update audit_entry set facts = '{}' where false",
  ])('%s', async (sql) => {
    await expect(server.database.query(sql)).rejects.toThrow('only ever added');
  });
});

describe('the log', () => {
  test('comes page by page, the newest first, each entry once', async () => {
    const ids: string[] = [];
    const instants: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: 200, until: '2026-06-01T00:00:00Z', ...(cursor ? { cursor } : {}) };
      const page = await admin.call('audit', { query });
      ids.push(...page.entries.map(({ auditEntryId }) => auditEntryId));
      instants.push(...page.entries.map(({ at }) => at));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(ids).size).toBe(2_500);
    expect(instants).toEqual([...instants].sort().reverse());
  });

  test.each([
    [{ action: 'roomCreated' as const }, 833],
    [{ action: 'roomCreated,roomChanged' as never }, 1_667],
    [{ subjectId: '01890000-0000-7000-8000-000000000003' }, 250],
    [{ from: '2026-01-01T00:10:00Z', until: '2026-01-01T00:20:00Z' }, 30],
    [{ search: 'SALLÉ 1234' }, 1],
    [{ search: '192.0.2.42' }, 13],
    [{ search: 'hyperlink(' }, 1],
    [{ search: 'name', action: 'auditExported' as const }, 0],
  ])('filtered by %j has %i entries', async (filter, count) => {
    const { entries, nextCursor } = await admin.call('audit', {
      query: { until: '2026-06-01T00:00:00Z', ...filter, limit: 200 },
    });
    expect(entries.length).toBe(Math.min(count, 200));
    expect(nextCursor === null).toBe(count <= 200);
  });

  test('says who did it, what, to what and from where', async () => {
    const { entries } = await admin.call('audit', { query: { search: 'Salle 1234' } });
    expect(entries).toEqual([
      expect.objectContaining({
        actorId: self.id,
        actorName: self.name,
        action: 'roomChanged',
        subjectId: '01890000-0000-7000-8000-000000000004',
        facts: { name: 'Salle 1234' },
        address: '192.0.2.34',
      }),
    ]);
    expect((await admin.call('audit', { query: { search: self.email, limit: 1 } })).entries).toHaveLength(1);
  });

  test('refuses a cursor that is none of its own', async () => {
    expect(await refusal(admin.call('audit', { query: { cursor: 'nonsense' } }))).toMatchObject({ code: 'invalid' });
  });
});

describe('the export', () => {
  test('has every entry, in a form that spreadsheets of the reader’s language open', async () => {
    const text = await exported({ query: { until: '2026-06-01T00:00:00Z' } });
    const rows: string[][] = parse(text, { bom: true, delimiter: ';' });
    expect(rows).toHaveLength(2_501);
    expect(rows[0]?.[0]).toBe('Instant (UTC)');
    const { fileName } = await admin.call('auditExport', { query: { search: 'Salle 1234' } });
    expect(fileName).toBe('audit-2026-06-15.csv');
  });

  test('holds no formula, whatever was written down', async () => {
    await server.database.query(`update account set name = '=cmd|calc' where id = '${self.id}'`);
    const rows: string[][] = parse(await exported({ query: { until: '2026-06-01T00:00:00Z' } }), {
      bom: true,
      delimiter: ';',
    });
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
    expect(rows[1]?.[1]).toBe("'=cmd|calc");
  });

  test('is itself written down, with what was asked for', async () => {
    await exported({ query: { action: 'personAdded' } });
    const { entries } = await admin.call('audit', { query: { action: 'auditExported', limit: 1 } });
    expect(entries[0]?.facts).toEqual({ action: 'personAdded' });
  });
});
