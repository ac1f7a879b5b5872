import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';

const many = 6_000;

let server: TestApi;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
  await server.database.query(`
    insert into account (id, name, email, role, language, state, created_at)
    select gen_random_uuid(), (array['Élodie', 'eric', 'Éric', 'Zoé', 'Anaïs'])[1 + n % 5] || ' ' || n / 3, 'many' || n || '@list.example',
      'candidate', 'fr', (array['active', 'invited', 'suspended'])[1 + n % 3], timestamptz '2026-01-01' + (n / 10) * interval '1 minute'
    from generate_series(1, ${many}) n`);
  await server.database.query(`
    insert into exam (id, title, kind, state, opens_at, closes_at, duration_minutes, webcam_required, screen_required, created_at)
    select gen_random_uuid(), 'Exam ' || n, 'exam', 'published', timestamptz '2026-06-16' + n * interval '1 day',
      timestamptz '2026-06-17' + n * interval '1 day', 60, true, true, now() from generate_series(1, 20) n`);
  await server.database.query('insert into room (id, name, exam_id) select gen_random_uuid(), title, id from exam');
  await server.database.query(`
    insert into sitting (id, candidate_id, exam_id, room_id, state)
    select gen_random_uuid(), a.id, r.exam_id, r.id, 'scheduled'
    from (select id, row_number() over (order by email) as n from account where role = 'candidate') a
    join (select r.*, row_number() over (order by name) as n from room r) r on r.n = a.n % 40`);
  await server.database.query('analyze');
});
afterAll(() => server.close());
// An account may ask so often and no more; these tests are about something else.
beforeEach(() => server.clock.advance(10_000));

type Query = NonNullable<Parameters<typeof admin.call<'people'>>[1]>['query'];

async function everybody(query: Query) {
  const found: { personId: string; name: string; nextExamAt: string | null; createdAt: string }[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await admin.call('people', { query: { ...query, limit: 200, ...(cursor ? { cursor } : {}) } });
    found.push(...page.people);
    cursor = page.nextCursor;
  } while (cursor);
  return found;
}

describe.each(['name', 'email', 'createdAt', 'nextExamAt'] as const)('thousands by %s', (sort) => {
  test.each(['ascending', 'descending'] as const)('%s come page by page, each once', async (order) => {
    const found = await everybody({ sort, order, role: 'candidate' });
    expect(found).toHaveLength(many);
    expect(new Set(found.map(({ personId }) => personId)).size).toBe(many);
  });
});

test('names are sorted without minding case and accents', async () => {
  const found = await everybody({ sort: 'name', role: 'candidate' });
  const folded = found.map(({ name }) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase());
  expect(folded).toEqual([...folded].sort());
});

test('who has no exam to come is last in either order', async () => {
  for (const order of ['ascending', 'descending'] as const) {
    const found = await everybody({ sort: 'nextExamAt', order, role: 'candidate' });
    const firstWithout = found.findIndex(({ nextExamAt }) => nextExamAt === null);
    expect(firstWithout).toBeGreaterThan(0);
    expect(found.slice(firstWithout).every(({ nextExamAt }) => nextExamAt === null)).toBe(true);
  }
});

test('somebody added meanwhile neither repeats nor hides anybody', async () => {
  const query = { sort: 'email', search: 'many12', limit: 20 } as const;
  const first = await admin.call('people', { query });
  await server.database.query(`insert into account (id, name, email, role, language, state, created_at)
    values (gen_random_uuid(), 'Aa', 'a-many12@list.example', 'candidate', 'fr', 'invited', now())`);
  const second = await admin.call('people', { query: { ...query, cursor: first.nextCursor ?? '' } });
  await server.database.query("delete from account where email = 'a-many12@list.example'");
  const both = [...first.people, ...second.people].map(({ email }) => email);
  expect(both).toEqual([...new Set(both)].sort());
});

describe('a search', () => {
  test('minds neither case nor accents', async () => {
    const { total } = await admin.call('people', { query: { search: 'ELODIE' } });
    expect(total).toBe(many / 5);
    expect((await admin.call('people', { query: { search: 'Many77@' } })).total).toBe(1);
  });

  test.each(['%', '_', '\\', "'", '??', '$1'])('takes %j for itself', async (search) => {
    expect((await admin.call('people', { query: { search } })).total).toBe(0);
  });

  test('refuses what no text holds', async () => {
    expect(await refusal(admin.call('people', { query: { search: 'a\0b' } }))).toMatchObject({ code: 'invalid' });
  });
});

test('each status finds as many as it counts, and those at risk are counted beside', async () => {
  const { counts } = await admin.call('peopleCounts', { query: { role: 'candidate' } });
  for (const status of ['new', 'invited', 'active', 'codeExpired', 'validated', 'suspended', 'atRisk'] as const) {
    const { total } = await admin.call('people', { query: { status, role: 'candidate', limit: 1 } });
    expect([status, total]).toEqual([status, counts[status]]);
  }
  expect(counts).toMatchObject({ new: many / 3, active: many / 3, suspended: many / 3, invited: 0 });
  expect(counts.atRisk).toBeGreaterThan(0);
  const { total } = await admin.call('people', { query: { status: 'suspended,active', role: 'candidate', limit: 1 } });
  expect(total).toBe((many / 3) * 2);
});

test('an exam finds its candidates', async () => {
  const [exam] = await server.database.query('select exam_id, count(*)::int as people from sitting group by 1 limit 1');
  const { total } = await admin.call('people', { query: { examId: String(exam?.exam_id) as never } });
  expect(total).toBe(exam?.people);
});

test.each([
  'nonsense',
  Buffer.from('["email ascending","a"]').toString('base64url'),
  Buffer.from('["createdAt ascending","2026-99-99 00:00:00+00","01890000-0000-7000-8000-000000000000"]').toString(
    'base64url',
  ),
])('a cursor like %s is refused', async (cursor) => {
  for (const sort of ['name', 'createdAt'] as const) {
    expect(await refusal(admin.call('people', { query: { cursor, sort } }))).toMatchObject({ code: 'invalid' });
  }
});

test('a page of thousands comes whole, whichever way it is sorted or filtered', async () => {
  const asked = { name: {}, email: {}, createdAt: {}, nextExamAt: {}, atRisk: { status: 'atRisk' } } as const;
  for (const [sort, filter] of Object.entries(asked)) {
    const query = { limit: 50, ...filter, ...(sort === 'atRisk' ? {} : { sort: sort as 'name' }) };
    const started = performance.now();
    const { people } = await admin.call('people', { query });
    const ms = performance.now() - started;
    console.log(`50 of ${many} people by ${sort}: ${ms.toFixed(1)} ms`);
    expect(people).toHaveLength(50);
  }
});
