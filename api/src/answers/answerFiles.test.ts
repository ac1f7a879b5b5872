import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { answerFileId, type DocumentId, documentId, type PageId, pageId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { pdf } from '../../test/pdf.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { someQuestions, startWriting } from '../../test/writing.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Answer } from './answer.ts';
import { AnswerFile } from './answerFile.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

async function start() {
  const questions = someQuestions();
  const writing = await startWriting(server, { questions: Object.values(questions) });
  return { ...writing, questions };
}
type Writing = Awaited<ReturnType<typeof start>>;

interface Upload {
  fileName?: string;
  page?: PageId;
  question?: Writing['question'];
}
function add({ me, sittingId, questions, page }: Writing, bytes: Buffer, given: Upload = {}) {
  return me.call('addAnswerFile', {
    params: { sittingId, questionId: given.question ?? questions.file.questionId },
    query: { fileName: given.fileName ?? 'plan.pdf', pageId: given.page ?? page },
    file: new Blob([new Uint8Array(bytes)]),
  });
}
const stored = ({ sittingId }: Writing) =>
  readdir(path.join(server.folder, 'files', 'answers', sittingId)).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : Promise.reject(error),
  );
const contentOf = async ({ sittingId, questions }: Writing) =>
  (await server.orm.em.fork().findOne(Answer, { sitting: sittingId, questionId: questions.file.questionId }))?.content;
const actsOf = async ({ sittingId }: Writing) =>
  (await server.orm.em.fork().find(AuditEntry, { subjectId: sittingId })).map(({ action }) => action);

test('a file comes back as it was, and the answer lists it', async () => {
  const writing = await start();
  const { me, sittingId } = writing;
  const file = await add(writing, pdf('à moi'), { fileName: 'Plan d’été' });
  expect(file).toMatchObject({
    fileName: 'Plan d’été.pdf',
    mediaType: 'application/pdf',
    byteSize: pdf('à moi').length,
  });
  const back = await me.call('answerFile', { params: { sittingId, fileId: file.fileId } });
  expect(back.fileName).toBe('Plan d’été.pdf');
  expect(Buffer.from(await back.file.arrayBuffer()).equals(pdf('à moi'))).toBe(true);
  expect(await contentOf(writing)).toEqual({ kind: 'file', fileIds: [file.fileId] });
  expect(await actsOf(writing)).toEqual(['answerFileAdded']);
});

test('the same file at once and again is one, and the bytes that nothing refers to are gone', async () => {
  const writing = await start();
  const files = await Promise.all(Array.from({ length: 5 }, () => add(writing, pdf())));
  expect(new Set(files.map(({ fileId }) => fileId)).size).toBe(1);
  expect(await stored(writing)).toEqual([files[0]?.fileId]);
});

test('so many files and no more, also when they come at once', async () => {
  const writing = await start();
  const many = Array.from({ length: limits.filesPerAnswer + 3 }, (_, i) => add(writing, pdf(`${i}`)));
  const outcomes = await Promise.allSettled(many);
  const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.body] : []));
  expect(refused).toEqual(Array.from({ length: 3 }, () => ({ code: 'tooManyFiles', most: limits.filesPerAnswer })));
  expect(await stored(writing)).toHaveLength(limits.filesPerAnswer);
});

test('a removed file is gone for its candidate, and makes room', async () => {
  const writing = await start();
  const { me, sittingId, page } = writing;
  const first = await add(writing, pdf('1'));
  const second = await add(writing, pdf('2'));
  const params = { sittingId, fileId: first.fileId };
  await me.call('removeAnswerFile', { params, body: { pageId: page } });
  await me.call('removeAnswerFile', { params, body: { pageId: page } });
  expect(await refusal(me.call('answerFile', { params }))).toEqual({ code: 'notFound' });
  expect(await contentOf(writing)).toEqual({ kind: 'file', fileIds: [second.fileId] });
  expect(await add(writing, pdf('1'))).not.toEqual(first);
  expect(await actsOf(writing)).toEqual(['answerFileAdded', 'answerFileAdded', 'answerFileRemoved', 'answerFileAdded']);
});

test('saving the list that the server has made is no conflict', async () => {
  const writing = await start();
  const { me, sittingId, page, questions } = writing;
  const { fileId } = await add(writing, pdf());
  const saved = await me.call('saveAnswer', {
    params: { sittingId, questionId: questions.file.questionId },
    body: {
      pageId: page,
      saveId: randomUUID(),
      baseRevision: 0,
      content: { kind: 'file', fileIds: [fileId] },
      typedAgoMs: 0,
    },
  });
  expect(saved).toMatchObject({ revision: 1, kept: 'current' });
});

test('what is refused leaves no bytes behind', async () => {
  const writing = await start();
  const { questions, sittingId } = writing;
  expect(await refusal(add(writing, Buffer.from('MZ\0\0')))).toMatchObject({ code: 'fileTypeRefused' });
  expect(await refusal(add(writing, pdf(), { question: questions.text.questionId }))).toMatchObject({
    code: 'invalid',
  });
  expect(await refusal(add(writing, pdf(), { question: writing.question }))).toEqual({ code: 'notFound' });
  const page = pageId.parse(randomUUID());
  expect(await refusal(add(writing, pdf(), { page }))).toEqual({ code: 'openElsewhere' });
  await server.orm.em.fork().nativeUpdate(Sitting, { id: sittingId }, { state: 'submitted' });
  expect(await refusal(add(writing, pdf()))).toEqual({ code: 'sittingOver' });
  expect([await stored(writing), await server.orm.em.fork().count(AnswerFile, { sitting: sittingId })]).toEqual([
    [],
    0,
  ]);
});

test('a file after the end is neither added nor removed, and still opened', async () => {
  const writing = await start();
  const { me, sittingId, page } = writing;
  const { fileId } = await add(writing, pdf());
  await server.orm.em.fork().nativeUpdate(Sitting, { id: sittingId }, { state: 'submitted' });
  const params = { sittingId, fileId };
  expect(await refusal(me.call('removeAnswerFile', { params, body: { pageId: page } }))).toEqual({
    code: 'sittingOver',
  });
  expect((await me.call('answerFile', { params })).fileName).toBe('plan.pdf');
  expect((await add(writing, pdf())).fileId).toBe(fileId);
});

test('nobody else opens or removes a file, or adds one', async () => {
  const writing = await start();
  const other = await start();
  const { fileId } = await add(writing, pdf());
  const params = { sittingId: writing.sittingId, fileId };
  expect(await refusal(other.me.call('answerFile', { params }))).toEqual({ code: 'notFound' });
  const own = { sittingId: other.sittingId, fileId: answerFileId.parse(fileId) };
  expect(await refusal(other.me.call('answerFile', { params: own }))).toEqual({ code: 'notFound' });
  expect(await refusal(other.me.call('removeAnswerFile', { params, body: { pageId: other.page } }))).toEqual({
    code: 'notFound',
  });
  expect(await refusal(add({ ...writing, me: other.me }, pdf('2')))).toEqual({ code: 'notFound' });
});

test('a document of the exam is opened from the start on, by who sits it', async () => {
  const writing = await start();
  const { me, sittingId, exam } = writing;
  const admin = await server.as(await addAccount(server.orm, 'admin'));
  await server.orm.em.fork().nativeUpdate(Sitting, { id: sittingId }, { state: 'scheduled', startedAt: null });
  const { documents } = await admin.call('addExamDocument', {
    params: { examId: exam.id },
    query: { fileName: 'Sujet.pdf' },
    file: new Blob([new Uint8Array(pdf('sujet'))]),
  });
  const open = (caller = me, id: DocumentId = documents[0]?.documentId ?? documentId.parse(randomUUID())) =>
    caller.call('sittingDocument', { params: { sittingId, documentId: id } });
  expect(await refusal(open())).toEqual({ code: 'sittingNotStarted' });
  const startedAt = new Date(server.clock.now());
  await server.orm.em.fork().nativeUpdate(Sitting, { id: sittingId }, { state: 'writing', startedAt });
  const { fileName, file } = await open();
  expect([fileName, Buffer.from(await file.arrayBuffer()).equals(pdf('sujet'))]).toEqual(['Sujet.pdf', true]);
  expect(await actsOf(writing)).toEqual(['sittingDocumentOpened']);
  expect(await refusal(open((await start()).me))).toEqual({ code: 'notFound' });
  expect(await refusal(open(me, documentId.parse(randomUUID())))).toEqual({ code: 'notFound' });
  await rm(path.join(server.folder, 'files', 'exams'), { recursive: true });
  expect(await refusal(open())).toMatchObject({ code: 'internal' });
});
