import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { choiceId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pdf } from '../../test/pdf.ts';
import { aPrintedCopy, manyNodes } from '../../test/printedCopy.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { someQuestions, startWriting } from '../../test/writing.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { mustBeReadablePdf } from '../files/pdf.ts';
import { Sitting } from '../sittings/sitting.ts';
import { CopyPrinter } from './copyPrinter.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

/** A text, a choice and a file, handed in; then a text and a choice that come late. */
async function handedIn() {
  const { text, single, file } = someQuestions();
  const writing = await startWriting(server, { questions: [text, single, file] });
  const { me, sittingId, page } = writing;
  const [yes, no] = single.choices.map((choice) => choice.choiceId);
  const save = (questionId: typeof text.questionId, content: ReturnType<typeof textContent>, typedAgoMs = 0) =>
    me.call('saveAnswer', {
      params: { sittingId, questionId },
      body: { pageId: page, saveId: randomUUID(), baseRevision: 0, content, typedAgoMs },
    });
  const choose = (id: string | undefined) => ({ kind: 'choice' as const, choiceIds: [choiceId.parse(id)] });
  await save(text.questionId, textContent('Une réponse.'));
  await save(single.questionId, choose(yes));
  await me.call('addAnswerFile', {
    params: { sittingId, questionId: file.questionId },
    query: { fileName: 'plan.pdf', pageId: page },
    file: new Blob([new Uint8Array(pdf())]),
  });
  server.clock.advance(60_000);
  const at = new Date(server.clock.now());
  await server.orm.em
    .fork()
    .nativeUpdate(Sitting, { id: sittingId }, { state: 'submitted', submittedAt: at, frozenAt: at });
  server.clock.advance(60_000);
  await save(text.questionId, textContent('Une autre.'), 100_000);
  await save(single.questionId, choose(no), 100_000);
  return writing;
}

test('a copy has each answer in words, and what came late beside it', async () => {
  const { me, sittingId } = await handedIn();
  const copy = await me.call('myCopy', { params: { sittingId } });
  expect(copy.answers.map(({ text }) => text)).toEqual(['Une réponse.', 'Oui', 'plan.pdf']);
  expect(copy.late.map(({ text }) => text)).toEqual(['Une autre.', 'Non']);
});

test('a copy is printed for its candidate, under the title of its exam, and that is written down', async () => {
  const { me, sittingId } = await handedIn();
  const { fileName, file } = await me.call('myCopyPdf', { params: { sittingId } });
  expect(fileName).toBe('Droit civil - Copie.pdf');
  mustBeReadablePdf(Buffer.from(await file.arrayBuffer()));
  const acts = await server.orm.em.fork().find(AuditEntry, { subjectId: sittingId, action: 'copyDownloaded' });
  expect(acts).toHaveLength(1);
});

test('nobody else prints it, and nothing is printed while it is written', async () => {
  const { sittingId } = await handedIn();
  const other = await startWriting(server);
  expect(await refusal(other.me.call('myCopyPdf', { params: { sittingId } }))).toEqual({ code: 'notFound' });
  expect(await refusal(other.me.call('myCopyPdf', { params: { sittingId: other.sittingId } }))).toEqual({
    code: 'notFound',
  });
});

test('copies asked for at once are all printed; a printer that is closed prints again', async () => {
  const printer = new CopyPrinter();
  try {
    const pdfs = await Promise.all(Array.from({ length: 3 }, () => printer.print(aPrintedCopy(manyNodes))));
    for (const one of pdfs) mustBeReadablePdf(one);
    const cut = refusal(printer.print(aPrintedCopy(manyNodes)));
    await printer.close();
    expect(await cut).toMatchObject({ code: 'unavailable' });
    mustBeReadablePdf(await printer.print(aPrintedCopy(manyNodes)));
  } finally {
    await printer.close();
  }
});

test('what cannot be printed is an error for who asked, and no end for the others', async () => {
  const printer = new CopyPrinter();
  try {
    const broken = refusal(printer.print(aPrintedCopy(manyNodes, { timeZone: 'Nowhere/Atlantis' })));
    const whole = printer.print(aPrintedCopy(manyNodes));
    expect(String(await broken)).toContain('Nowhere/Atlantis');
    mustBeReadablePdf(await whole);
  } finally {
    await printer.close();
  }
});
