import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import type { RouteBody } from '@invigil/contract/routes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditedActs } from '../../test/auditedActs.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { someQuestions, startWriting } from '../../test/writing.ts';
import { Answer } from '../answers/answer.ts';
import { AnswerRevision } from '../answers/answerRevision.ts';
import { Sitting } from '../sittings/sitting.ts';
import { receiptHash } from './receiptHash.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const minute = 60_000;

async function writes(given: Parameters<typeof startWriting>[1] = {}) {
  const day = await startWriting(server, given);
  const { me, sittingId, page } = day;
  const params = { sittingId };
  return {
    ...day,
    params,
    save: (text: string, baseRevision = 0, typedAgoMs = 0, questionId = day.question) =>
      me.call('saveAnswer', {
        params: { sittingId, questionId },
        body: { pageId: page, saveId: randomUUID(), baseRevision, content: textContent(text), typedAgoMs },
      }),
    submit: (changed: Partial<RouteBody<'submitSitting'>> = {}) =>
      me.call('submitSitting', {
        params,
        body: { key: randomUUID(), pageId: page, revisions: [], timeIsOver: false, ...changed },
      }),
  };
}

describe('handing in', () => {
  test('freezes what is saved, with a receipt over it that the copy shows too', async () => {
    const { save, submit, me, params, question, sittingId } = await writes();
    await save('Le Code civil');
    await save('Le Code civil de 1804', 1);
    server.clock.advance(minute);
    const receipt = await submit({ revisions: [{ questionId: question, revision: 2 }] });
    const content = textContent('Le Code civil de 1804');
    expect(receipt).toEqual({
      submittedAt: new Date(server.clock.now()).toISOString(),
      submittedBy: 'candidate',
      hash: receiptHash({ answers: [{ questionId: question, revision: 2, content }], files: [] }),
      questions: [{ questionId: question, revision: 2, words: 5 }],
    });
    expect(receipt.hash).toMatch(/^[0-9a-f]{64}$/);
    const copy = await me.call('myCopy', { params });
    expect(copy).toMatchObject({ state: 'submitted', synchronising: false, text: 'Le Code civil de 1804', receipt });
    expect(await auditedActs(server.orm, sittingId)).toEqual(['copyOpened', 'sittingSubmitted']);
  });

  test('again with the same key answers the same receipt, and with another one is refused', async () => {
    const { save, submit, sittingId } = await writes();
    await save('Une fois');
    const key = randomUUID();
    const receipts = await Promise.all(Array.from({ length: 5 }, () => submit({ key })));
    server.clock.advance(minute);
    expect([...receipts, await submit({ key })]).toEqual(Array(6).fill(receipts[0]));
    expect(await refusal(submit())).toEqual({ code: 'alreadySubmitted' });
    expect(await auditedActs(server.orm, sittingId)).toEqual(['sittingSubmitted']);
  });

  test('by many keys at once is one handing in', async () => {
    const { submit, sittingId } = await writes();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refusal(submit())));
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    expect(answers.filter((answer) => answer)).toEqual(Array(7).fill({ code: 'alreadySubmitted' }));
    expect(await auditedActs(server.orm, sittingId)).toEqual(['sittingSubmitted']);
  });

  test('waits for what the page shows and the server does not have', async () => {
    const { save, submit, question } = await writes();
    const revisions = [{ questionId: question, revision: 2 }];
    const notSaved = { code: 'answersNotSaved', questionIds: [question] };
    expect(await refusal(submit({ revisions }))).toEqual(notSaved);
    await save('Un');
    expect(await refusal(submit({ revisions }))).toEqual(notSaved);
    await save('Deux', 1);
    expect(await refusal(submit({ revisions }))).toBeUndefined();
  });

  test('waits for mandatory questions while there is time, and no longer when it is over', async () => {
    const { text, single, file } = someQuestions();
    const mandatory = [text, { ...single, mandatory: true }, { ...file, mandatory: true }];
    const { submit, save } = await writes({ questions: mandatory });
    const unanswered = (...questions: { questionId: string }[]) => ({
      code: 'mandatoryUnanswered',
      questionIds: questions.map(({ questionId }) => questionId),
    });
    expect(await refusal(submit())).toEqual(unanswered(...mandatory));
    await save(' ', 0, 0, text.questionId);
    expect(await refusal(submit())).toEqual(unanswered(...mandatory));
    await save('Oui.', 1, 0, text.questionId);
    expect(await refusal(submit())).toEqual(unanswered(single, file));
    // A page cannot say that its time is over an hour before.
    expect(await refusal(submit({ timeIsOver: true }))).toEqual(unanswered(single, file));
    server.clock.advance(120 * minute - 1_000);
    expect(await refusal(submit())).toEqual(unanswered(single, file));
    expect(await submit({ timeIsOver: true })).toMatchObject({ submittedBy: 'timer' });
  });

  test('is refused before the start, and of somebody else', async () => {
    const { submit, me, page, sittingId } = await writes();
    const other = await writes();
    const body = { key: randomUUID(), pageId: page, revisions: [], timeIsOver: false };
    expect(await refusal(me.call('submitSitting', { params: other.params, body }))).toEqual({ code: 'notFound' });
    await server.database.query(`update sitting set state = 'scheduled', started_at = null where id = '${sittingId}'`);
    expect(await refusal(submit())).toEqual({ code: 'sittingNotStarted' });
  });

  test('in the middle of a pause ends it, and its time is written down', async () => {
    const { submit, me, params, page, sittingId } = await writes();
    await me.call('pauseWriting', { params, body: { pageId: page, key: randomUUID(), sources: ['screen'] } });
    server.clock.advance(30_000);
    await submit();
    const state = await me.call('writing', { params, query: {} });
    expect(state).toMatchObject({ state: 'submitted', creditedSeconds: 30, interruptions: [{ creditedSeconds: 30 }] });
    const { pausedAt } = await server.orm.em.fork().findOneOrFail(Sitting, sittingId);
    expect(pausedAt).toBeNull();
  });

  test('a moment after the deadline takes what was typed before it', async () => {
    const { save, submit, question } = await writes({ durationMinutes: 30 });
    server.clock.advance(30 * minute + 1_000);
    expect(await save('Au dernier moment', 0, 1_500)).toMatchObject({ revision: 1, kept: 'current' });
    const receipt = await submit({ timeIsOver: true, revisions: [{ questionId: question, revision: 1 }] });
    expect(receipt).toMatchObject({ submittedBy: 'timer', questions: [{ revision: 1, words: 3 }] });
    expect(await save('Trop tard', 1, 0)).toMatchObject({ kept: 'late' });
  });
});

test('whatever is saved while it is handed in is in the copy or kept as late, and none is lost', async () => {
  const questions = Array.from({ length: 8 }, () => someQuestions().text).map((text) => ({
    ...text,
    mandatory: false,
  }));
  const { save, submit, sittingId } = await writes({ questions });
  const saves = questions.map((question, index) => save(`Texte ${index}`, 0, 0, question.questionId));
  const [receipt, ...kept] = await Promise.all([submit(), ...saves]);
  const em = server.orm.em.fork();
  const answers = await em.find(Answer, { sitting: sittingId });
  const late = await em.find(AnswerRevision, { sitting: sittingId, reason: 'late' });
  expect(answers.length).toBe(kept.filter((save) => save.kept === 'current').length);
  expect(late.length).toBe(kept.filter((save) => save.kept === 'late').length);
  expect([...answers, ...late].map(({ text }) => text).sort()).toEqual(questions.map((_, index) => `Texte ${index}`));
  // The receipt is over exactly what is in the copy.
  expect(receipt.hash).toBe(receiptHash({ answers, files: [] }));
  expect(receipt.questions.filter(({ revision }) => revision > 0)).toHaveLength(answers.length);
});

test('the hash of a receipt depends on everything that is handed in, and on no order', () => {
  const { text, several, file } = someQuestions();
  const first = { questionId: text.questionId, revision: 3, content: textContent('Un') };
  const second = { questionId: several.questionId, revision: 1, content: { kind: 'choice' as const, choiceIds: [] } };
  const plan = { questionId: file.questionId, fileName: 'plan.pdf', sha256: 'ab' };
  const whole = receiptHash({ answers: [first, second], files: [plan] });
  expect(receiptHash({ answers: [second, first], files: [plan] })).toBe(whole);
  const others = [
    receiptHash({ answers: [first, second], files: [] }),
    receiptHash({ answers: [first, second], files: [{ ...plan, sha256: 'cd' }] }),
    receiptHash({ answers: [{ ...first, revision: 4 }, second], files: [plan] }),
    receiptHash({ answers: [{ ...first, content: textContent('Deux') }, second], files: [plan] }),
  ];
  expect(new Set([whole, ...others]).size).toBe(5);
});
