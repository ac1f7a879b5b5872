import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { ExamId } from '@invigil/contract/ids';
import type { RouteBody } from '@invigil/contract/routes';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());
beforeEach(() => server.clock.advance(1_000));

const written = (given: Partial<RouteBody<'createExam'>> = {}): RouteBody<'createExam'> => ({
  idempotencyKey: randomUUID(),
  title: 'Droit pénal',
  kind: 'exam',
  instructions: 'Lisez tout.\n\tPuis écrivez.',
  opensAt: '2026-07-01T08:00:00.000Z',
  closesAt: '2026-07-01T12:00:00.000Z',
  durationMinutes: 180,
  rules: { ...ordinaryRules, screen: false, technicalTest: true, secondDisplay: 'warned' },
  questions: [],
  ...given,
});
const create = (given: Partial<RouteBody<'createExam'>> = {}) => admin.call('createExam', { body: written(given) });
const change = (examId: ExamId, body: RouteBody<'changeExam'>) =>
  admin.call('changeExam', { params: { examId }, body });
const mailsOf = (kind: string, recipient: string) =>
  server.database.query(`select payload from mail where kind = '${kind}' and recipient = '${recipient}'`);
/** An exam that is published and to come, with one candidate. */
const publishedDay = () =>
  addExamDay(server.orm, {
    opensAt: new Date(server.clock.now() + 24 * hour),
    closesAt: new Date(server.clock.now() + 28 * hour),
  });

describe('a new exam', () => {
  test('is a draft with all that was written', async () => {
    const { idempotencyKey: _, ...given } = written();
    const exam = await create();
    expect(exam).toMatchObject({ ...given, state: 'draft', revision: 1, roomCount: 0, sittingCount: 0, documents: [] });
    expect(await admin.call('exam', { params: exam })).toEqual(exam);
  });

  test('is made once by a key, however often and quickly it comes', async () => {
    const body = written();
    const answers = await Promise.all([1, 2, 3, 4].map(() => admin.call('createExam', { body })));
    expect(new Set(answers.map(({ examId }) => examId)).size).toBe(1);
    const other = admin.call('createExam', { body: { ...body, title: 'Something else' } });
    expect(await refusal(other)).toEqual({ code: 'keyReused' });
  });

  test.each([
    ['closes before it opens', { closesAt: '2026-07-01T07:00:00.000Z' }],
    ['closes as it opens', { closesAt: '2026-07-01T08:00:00.000Z' }],
    ['lasts longer than its window', { durationMinutes: 241 }],
  ])('that %s is refused', async (_, given) => {
    expect(await refusal(create(given))).toEqual({ code: 'examWindowRefused' });
  });

  test.each([
    ['no title', { title: '  ' }],
    ['a line break in its title', { title: 'a\nb' }],
    ['no duration', { durationMinutes: 0 }],
    ['an instant that is none', { opensAt: 'tomorrow' }],
    ['endless instructions', { instructions: 'x'.repeat(20_001) }],
  ])('with %s is invalid', async (_, given) => {
    expect(await refusal(create(given))).toMatchObject({ code: 'invalid' });
  });

  test('of ten megabytes is refused', async () => {
    expect(await refusal(create({ instructions: 'x'.repeat(10 * 1024 * 1024) }))).toEqual({ code: 'bodyTooLarge' });
  });
});

describe('a change', () => {
  test('counts, and one made from an older revision is stale', async () => {
    const { examId } = await create();
    expect(await change(examId, { revision: 1, title: 'Autre' })).toMatchObject({ title: 'Autre', revision: 2 });
    expect(await refusal(change(examId, { revision: 1, title: 'Encore' }))).toEqual({ code: 'stale' });
    expect(await change(examId, { revision: 2, title: 'Autre' })).toMatchObject({ revision: 2 });
  });

  test('of many at once is made by one of them', async () => {
    const { examId } = await create();
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => refusal(change(examId, { revision: 1, title }))));
    expect(answers.filter((body) => body === undefined)).toHaveLength(1);
    expect(answers.filter((body) => body !== undefined)).toEqual([{ code: 'stale' }, { code: 'stale' }]);
  });

  test('must leave a window that holds the duration', async () => {
    const { examId } = await create();
    expect(await refusal(change(examId, { revision: 1, closesAt: '2026-07-01T09:00:00.000Z' }))).toEqual({
      code: 'examWindowRefused',
    });
  });

  test('of the window tells the candidates of a published exam, and one of the title does not', async () => {
    const { exam, candidate } = await publishedDay();
    await change(exam.id, { revision: 1, title: 'Droit civil II' });
    expect(await mailsOf('examRescheduled', candidate.email)).toEqual([]);
    const closesAt = new Date(exam.closesAt.getTime() + hour).toISOString();
    await change(exam.id, { revision: 2, closesAt });
    expect(await mailsOf('examRescheduled', candidate.email)).toEqual([
      { payload: { name: candidate.name, examTitle: 'Droit civil II', opensAt: exam.opensAt.toISOString(), closesAt } },
    ]);
  });

  test('of an exam that somebody has begun is refused but for its closing', async () => {
    const { exam, sitting } = await publishedDay();
    await server.database.query(`update sitting set state = 'writing', started_at = now() where id = '${sitting.id}'`);
    expect(await admin.call('exam', { params: { examId: exam.id } })).toMatchObject({ begun: true });
    expect(await refusal(change(exam.id, { revision: 1, title: 'Trop tard' }))).toEqual({ code: 'examBegun' });
    const closesAt = new Date(exam.closesAt.getTime() + hour).toISOString();
    expect(await change(exam.id, { revision: 1, closesAt, title: exam.title })).toMatchObject({ closesAt });
  });
});

describe('publishing', () => {
  test('happens once, from the revision that was seen', async () => {
    const exam = await create();
    const publish = (revision: number) => admin.call('publishExam', { params: exam, body: { revision } });
    expect(await refusal(publish(7))).toEqual({ code: 'stale' });
    expect(await publish(1)).toMatchObject({ state: 'published', revision: 2 });
    expect(await publish(1)).toMatchObject({ state: 'published', revision: 2 });
  });

  test('is refused for an exam that would be over, or was cancelled', async () => {
    const past = await create({ opensAt: '2026-01-01T08:00:00.000Z', closesAt: '2026-01-01T12:00:00.000Z' });
    expect(await refusal(admin.call('publishExam', { params: past, body: { revision: 1 } }))).toEqual({
      code: 'examWindowRefused',
    });
    await admin.call('cancelExam', { params: past, body: { revision: 1 } });
    expect(await refusal(admin.call('publishExam', { params: past, body: { revision: 2 } }))).toEqual({
      code: 'examCancelled',
    });
  });
});

describe('cancelling', () => {
  test('tells the candidates once and ends every change', async () => {
    const { exam, candidate } = await publishedDay();
    const params = { examId: exam.id };
    const cancel = () => admin.call('cancelExam', { params, body: { revision: 1 } });
    expect(await cancel()).toMatchObject({ state: 'cancelled' });
    await cancel();
    expect(await mailsOf('examCancelled', candidate.email)).toHaveLength(1);
    expect(await refusal(change(exam.id, { revision: 2, title: 'Non' }))).toEqual({ code: 'examCancelled' });
    const room = admin.call('createRoom', { params, body: { name: 'Salle X', proctorIds: [] } });
    expect(await refusal(room)).toEqual({ code: 'examCancelled' });
  });

  test('needs the revision that was seen, and an exam that is not over', async () => {
    const { exam } = await publishedDay();
    const cancel = (revision: number) => admin.call('cancelExam', { params: { examId: exam.id }, body: { revision } });
    expect(await refusal(cancel(3))).toEqual({ code: 'stale' });
    server.clock.advance(28 * hour);
    const late = await server.as(await addAccount(server.orm, 'admin'));
    const params = { examId: exam.id };
    expect(await refusal(late.call('cancelExam', { params, body: { revision: 1 } }))).toEqual({ code: 'examClosed' });
    admin = late;
  });
});

test('the list has the one that opens last first, filtered and page by page', async () => {
  const other = await TestApi.start();
  try {
    const caller = await other.as(await addAccount(other.orm, 'admin'));
    for (const day of [1, 2, 3, 4, 5]) {
      const kind = day === 5 ? 'technicalTest' : 'exam';
      const body = written({
        kind,
        title: `Épreuve ${day}`,
        opensAt: `2026-07-0${day}T08:00:00.000Z`,
        closesAt: '2026-07-09T08:00:00.000Z',
      });
      await caller.call('createExam', { body });
    }
    const first = await caller.call('exams', { query: { limit: 2, kind: 'exam' } });
    expect(first).toMatchObject({ total: 4, exams: [{ title: 'Épreuve 4' }, { title: 'Épreuve 3' }] });
    const second = await caller.call('exams', { query: { limit: 2, kind: 'exam', cursor: first.nextCursor ?? '' } });
    expect(second).toMatchObject({ nextCursor: null, exams: [{ title: 'Épreuve 2' }, { title: 'Épreuve 1' }] });
    expect((await caller.call('exams', { query: { search: 'EPREUVE 3' } })).total).toBe(1);
    expect((await caller.call('exams', { query: { state: 'published,cancelled' } })).total).toBe(0);
    expect(await refusal(caller.call('exams', { query: { cursor: 'nonsense' } }))).toMatchObject({ code: 'invalid' });
  } finally {
    await other.close();
  }
});

test.each(['exam', 'changeExam', 'publishExam', 'cancelExam'] as const)(
  '%s finds no exam by an id of none',
  async (name) => {
    const body = name === 'exam' ? {} : { body: { revision: 1 } };
    const call = admin.call(name, { params: { examId: newId<ExamId>() }, ...body } as never);
    expect(await refusal(call)).toEqual({ code: 'notFound' });
  },
);
