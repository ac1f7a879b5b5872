import { randomUUID } from 'node:crypto';
import { type AnswerContent, plainText, textContent } from '@invigil/contract/answerContent';
import { answerFileId, choiceId, pageId, questionId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusal } from '../../test/refusal.ts';
import { changeKept, keptAnswers, keptRevisions, keptText, type Save, save } from '../../test/saving.ts';
import { TestApi } from '../../test/testApi.ts';
import { someQuestions, startWriting } from '../../test/writing.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('a save is written with its letters, and the same save again answers the same', async () => {
  const writing = await startWriting(server);
  const saveId = randomUUID();
  const first = await save(writing, { text: 'Un\ndeux', saveId });
  expect(first).toEqual({ revision: 1, savedAt: new Date(server.clock.now()).toISOString(), kept: 'current' });
  server.clock.advance(1_000);
  expect(await save(writing, { text: 'Un\ndeux', saveId })).toEqual(first);
  expect(await save(writing, { text: 'Trois', base: 1 })).toMatchObject({ revision: 2, kept: 'current' });
  expect(await keptAnswers(writing)).toMatchObject([{ revision: 2, text: 'Trois', content: textContent('Trois') }]);
});

test('what the database cannot hold in a text becomes a sign instead of an error', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'a\0b \ud800 c \\u0000 🎓' });
  expect(await keptText(writing)).toBe('a\ufffdb \ufffd c \\u0000 🎓');
});

test('a save from an old revision is a conflict with what is there, and neither text is lost', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Mien' });
  const late = await refusal(save(writing, { text: 'Sien' }));
  expect(late).toEqual({ code: 'answerConflict', revision: 1, content: textContent('Mien') });
  await save(writing, { text: 'Mien\nSien', base: 1 });
  expect(await keptText(writing)).toBe('Mien\nSien');
  expect((await keptRevisions(writing, 'overwritten')).toSorted()).toEqual(['Mien', 'Sien']);
});

test('a save from an old revision of the very same text is saved', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Pareil' });
  expect(await save(writing, { text: 'Pareil' })).toMatchObject({ revision: 1, kept: 'current' });
});

test('a save from a revision the server never had is a conflict with nothing', async () => {
  const writing = await startWriting(server);
  expect(await refusal(save(writing, { base: 7 }))).toEqual({
    code: 'answerConflict',
    revision: 0,
    content: textContent(''),
  });
  expect(await keptRevisions(writing)).toEqual(['Été']);
});

test('the last of each minute stays, and nothing in between', async () => {
  const writing = await startWriting(server);
  for (const [base, text] of ['a', 'b', 'c', 'd'].entries()) {
    await save(writing, { text, base });
    server.clock.advance(30_000);
  }
  expect(await keptRevisions(writing, 'minute')).toEqual(['b']);
  expect(await keptText(writing)).toBe('d');
});

test('another page writes nothing, and what it wanted to write is kept', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Ici' });
  expect(await refusal(save(writing, { text: 'Là', base: 1, page: randomUUID() }))).toEqual({ code: 'openElsewhere' });
  expect([await keptText(writing), await keptRevisions(writing)]).toEqual(['Ici', ['Là']]);
});

test('what was there when another page took over is kept', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Avant' });
  const page = pageId.parse(randomUUID());
  await changeKept(writing, { writingPageId: page });
  await save(writing, { text: 'Après', base: 1, page });
  expect(await keptRevisions(writing, 'overwritten')).toEqual(['Avant']);
});

test('while a share is stopped what was typed is still saved', async () => {
  const writing = await startWriting(server);
  await changeKept(writing, { state: 'paused', pausedBy: 'system', pausedAt: new Date(server.clock.now()) });
  expect(await save(writing)).toMatchObject({ revision: 1, kept: 'current' });
});

test('what was typed in time and comes while the page may hand in is in the copy; later it is late; typed later it is over', async () => {
  const writing = await startWriting(server, { durationMinutes: 1 });
  server.clock.advance(60_000 + 10_000);
  expect(await save(writing, { text: 'À temps', ago: 10_000 })).toMatchObject({ revision: 1, kept: 'current' });
  expect(await refusal(save(writing, { text: 'Trop tard', base: 1 }))).toEqual({ code: 'sittingOver' });
  server.clock.advance(limits.overdueGraceMs);
  const saveId = randomUUID();
  const late = await save(writing, { text: 'En retard', base: 0, ago: 60_000, saveId });
  expect(late).toMatchObject({ revision: 1, kept: 'late' });
  server.clock.advance(5_000);
  expect(await save(writing, { text: 'En retard', base: 0, ago: 65_000, saveId })).toEqual(late);
  expect([await keptText(writing), await keptRevisions(writing)]).toEqual(['À temps', ['En retard']]);
  server.clock.advance(limits.lateMs);
  const back = { ...writing, me: await server.as(writing.candidate) };
  const old = await refusal(save(back, { text: 'Hier', base: 1, ago: limits.lateMs + 100_000 }));
  expect(old).toEqual({ code: 'sittingOver' });
});

test('a pause that goes on moves the end on', async () => {
  const writing = await startWriting(server, { durationMinutes: 1 });
  await changeKept(writing, { state: 'paused', pausedBy: 'system', pausedAt: new Date(server.clock.now() + 30_000) });
  server.clock.advance(100_000);
  expect(await save(writing)).toMatchObject({ kept: 'current' });
});

test('after handing in, what was typed before is late, and what the server has is simply saved', async () => {
  const writing = await startWriting(server);
  await save(writing, { text: 'Rendu' });
  server.clock.advance(60_000);
  const now = new Date(server.clock.now());
  await changeKept(writing, { state: 'submitted', submittedAt: now, frozenAt: now });
  server.clock.advance(60_000);
  expect(await save(writing, { text: 'Rendu', ago: 120_000 })).toMatchObject({ revision: 1, kept: 'current' });
  expect(await save(writing, { text: 'Hors ligne', ago: 70_000 })).toMatchObject({ revision: 1, kept: 'late' });
  expect(await refusal(save(writing, { text: 'Encore', base: 1 }))).toEqual({ code: 'sittingOver' });
  expect(await keptText(writing)).toBe('Rendu');
});

test('an answer fits its question: its kind, its choices, one of them where only one may be taken', async () => {
  const { text, single, several, file } = someQuestions();
  const writing = await startWriting(server, { questions: [text, single, several, file] });
  const [yes, no] = single.choices.map((choice) => choice.choiceId);
  const choose = (...chosen: (string | undefined)[]): AnswerContent => ({
    kind: 'choice',
    choiceIds: chosen.map((one) => choiceId.parse(one)),
  });
  const code = async (given: Save) => {
    const body = await refusal(save(writing, given));
    return body === undefined ? 'saved' : (body as { code: string }).code;
  };
  expect(await code({ to: text.questionId })).toBe('saved');
  expect(await code({ to: single.questionId })).toBe('invalid');
  expect(await code({ to: single.questionId, content: choose(yes) })).toBe('saved');
  expect(await code({ to: single.questionId, content: choose(), base: 1 })).toBe('saved');
  expect(await code({ to: single.questionId, content: choose(yes, no), base: 2 })).toBe('invalid');
  expect(await code({ to: several.questionId, content: choose(no, yes) })).toBe('saved');
  expect(await code({ to: several.questionId, content: choose(no, no), base: 1 })).toBe('invalid');
  expect(await code({ to: several.questionId, content: choose(randomUUID()), base: 1 })).toBe('invalid');
  const foreign: AnswerContent = { kind: 'file', fileIds: [answerFileId.parse(randomUUID())] };
  expect(await code({ to: file.questionId, content: foreign })).toBe('invalid');
  expect(await code({ to: file.questionId, content: { kind: 'file', fileIds: [] } })).toBe('saved');
  expect(await code({ to: writing.question })).toBe('notFound');
  expect(await code({ to: questionId.parse(randomUUID()) })).toBe('notFound');
  expect((await keptAnswers(writing)).map(({ content }) => plainText(content)).filter(Boolean)).toEqual(['Été']);
});

test('nobody else saves into a sitting, and none that is not started', async () => {
  const writing = await startWriting(server);
  const other = await startWriting(server);
  expect(await refusal(save({ ...writing, me: other.me }))).toEqual({ code: 'notFound' });
  await changeKept(writing, { state: 'scheduled', startedAt: null });
  expect(await refusal(save(writing))).toEqual({ code: 'sittingNotStarted' });
  await changeKept(writing, { state: 'noShow' });
  expect(await refusal(save(writing))).toEqual({ code: 'sittingOver' });
});

test('a save is a sign of life, and ends no absence', async () => {
  const writing = await startWriting(server);
  const seen = async () =>
    (await server.orm.em.fork().findOneOrFail(Sitting, { id: writing.sittingId })).lastSeenAt?.getTime();
  server.clock.advance(10_000);
  await save(writing, { text: 'a' });
  const at = server.clock.now();
  expect(await seen()).toBe(at);
  server.clock.advance(limits.absentAfterMs + 1);
  await save(writing, { text: 'b', base: 1 });
  expect(await seen()).toBe(at);
});

test('the database and the sitting agree about its deadline', async () => {
  const writing = await startWriting(server);
  const em = server.orm.em.fork();
  const sitting = await em.findOneOrFail(Sitting, { id: writing.sittingId }, { populate: ['exam'] });
  const started = server.clock.now();
  const cases = [
    {},
    { extraMinutes: 15, creditedSeconds: 61 },
    { creditedSeconds: 1_750, pausedAt: new Date(started + 10_001), pausedBy: 'system' as const },
    { creditedSeconds: 5_000, pausedAt: new Date(started + 10_000), pausedBy: 'system' as const },
    { creditedSeconds: 5_000, pausedAt: new Date(started + 10_000), pausedBy: 'proctor' as const },
    { creditedSeconds: 1_000, grantedSeconds: 4_000 },
    { pausedAt: new Date(started + 999_999), pausedBy: 'system' as const },
    { pausedAt: new Date(started + 999_999), pausedBy: 'proctor' as const },
    { startedAt: new Date(sitting.exam.closesAt.getTime() - 60_000) },
  ];
  for (const changes of cases) {
    em.assign(sitting, {
      extraMinutes: 0,
      creditedSeconds: 0,
      grantedSeconds: 0,
      pausedAt: null,
      pausedBy: null,
      startedAt: new Date(started),
      ...changes,
    });
    await em.flush();
    const now = new Date(started + 120_500);
    const [row] = await em.execute<{ deadline: string }[]>(
      `select sitting_deadline(s.started_at, e.duration_minutes, e.closes_at, s.extra_minutes, s.credited_seconds,
        s.granted_seconds, e.fault_credit_minutes, s.paused_at, s.paused_by, ?) as deadline from sitting s join exam e on e.id = s.exam_id where s.id = ?`,
      [now, sitting.id],
    );
    expect(new Date(row?.deadline ?? '').toISOString()).toBe(sitting.closing(now).toISOString());
  }
});
