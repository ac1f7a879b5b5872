import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { DocumentId, ExamId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay } from '../../test/examDay.ts';
import { pdf } from '../../test/pdf.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
let cookie: string;
let examId: ExamId;
beforeAll(async () => {
  server = await TestApi.start();
  const account = await addAccount(server.orm, 'admin');
  admin = await server.as(account);
  cookie = await server.cookieOf(account);
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.advance(10_000);
  examId = (await addExamDay(server.orm)).exam.id;
});

const add = (bytes: Buffer, fileName = 'sujet.pdf') =>
  admin.call('addExamDocument', { params: { examId }, query: { fileName }, file: new Blob([new Uint8Array(bytes)]) });
const stored = async () => {
  const folder = path.join(server.folder, 'files', 'exams', examId);
  return readdir(folder).catch((error: NodeJS.ErrnoException) =>
    error.code === 'ENOENT' ? [] : Promise.reject(error),
  );
};

describe('a document', () => {
  test('comes back as it was, under its name, to be saved and never shown', async () => {
    const bytes = pdf('%âãÏÓ');
    const { documents } = await add(bytes, 'Énoncé (v2).pdf');
    expect(documents).toEqual([expect.objectContaining({ fileName: 'Énoncé (v2).pdf', byteSize: bytes.length })]);
    const params = { examId, documentId: documents[0]?.documentId ?? ('' as DocumentId) };
    const { fileName, file } = await admin.call('examDocument', { params });
    expect(fileName).toBe('Énoncé (v2).pdf');
    expect(Buffer.from(await file.arrayBuffer()).equals(bytes)).toBe(true);
    const response = await fetch(`${server.url}/api/admin/exams/${examId}/documents/${params.documentId}`, {
      headers: { cookie },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    await response.arrayBuffer();
    const { entries } = await admin.call('audit', { query: { subjectId: examId } });
    expect(entries.map(({ action }) => action)).toEqual([
      'examDocumentOpened',
      'examDocumentOpened',
      'examDocumentAdded',
    ]);
  });

  test('that comes twice is one document and one file', async () => {
    await add(pdf('same'));
    const both = await Promise.all([add(pdf('same'), 'other.pdf'), add(pdf('same'))]);
    expect(both.map(({ documents }) => documents.length)).toEqual([1, 1]);
    expect(await stored()).toHaveLength(1);
  });

  test('is gone with its file once it is removed', async () => {
    const { documents } = await add(pdf('gone'));
    const params = { examId, documentId: documents[0]?.documentId ?? ('' as DocumentId) };
    expect((await admin.call('removeExamDocument', { params })).documents).toEqual([]);
    expect(await stored()).toEqual([]);
    expect(await refusal(admin.call('removeExamDocument', { params }))).toEqual({ code: 'notFound' });
    expect(await refusal(admin.call('examDocument', { params }))).toEqual({ code: 'notFound' });
  });

  test('of an exam that somebody has begun stays', async () => {
    const { documents } = await add(pdf('begun'));
    await server.database.query(`update sitting set state = 'writing' where exam_id = '${examId}'`);
    const params = { examId, documentId: documents[0]?.documentId ?? ('' as DocumentId) };
    expect(await refusal(admin.call('removeExamDocument', { params }))).toEqual({ code: 'examBegun' });
    expect(await stored()).toHaveLength(1);
  });

  test('whose file is missing from the disk is a fault with a reference, and nothing is sent of it', async () => {
    const { documents } = await add(pdf('lost'));
    await rm(path.join(server.folder, 'files', 'exams', examId), { recursive: true });
    const params = { examId, documentId: documents[0]?.documentId ?? ('' as DocumentId) };
    expect(await refusal(admin.call('examDocument', { params }))).toMatchObject({ code: 'internal' });
  });
});

describe('refused are', () => {
  test.each([
    [
      'a page that says it is a PDF',
      Buffer.from('<script>alert(1)</script>'),
      { code: 'fileTypeRefused', allowed: 'application/pdf' },
    ],
    ['a PDF that was cut off', pdf().subarray(0, -40), { code: 'fileUnreadable' }],
    ['nothing', Buffer.alloc(0), { code: 'fileEmpty' }],
  ])('%s', async (_, bytes, error) => {
    expect(await refusal(add(bytes))).toEqual(error);
    expect(await stored()).toEqual([]);
  });

  test('more than 20 MiB', async () => {
    const large = Buffer.concat([pdf(), Buffer.alloc(limits.documentBytes)]);
    expect(await refusal(add(large))).toEqual({ code: 'bodyTooLarge' });
  });

  test('what does not claim to be a PDF', async () => {
    const response = await fetch(`${server.url}/api/admin/exams/${examId}/documents?fileName=a.pdf`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'text/html' },
      body: new Blob([new Uint8Array(pdf())]),
    });
    expect(await response.json()).toEqual({ code: 'fileTypeRefused', allowed: 'application/pdf' });
  });

  test.each(['', 'a\nb.pdf', 'x'.repeat(151)])('the file name %j', async (fileName) => {
    expect(await refusal(add(pdf(), fileName))).toMatchObject({ code: 'invalid' });
  });

  test('more than twenty, however many come at once', async () => {
    for (let at = 0; at < limits.documentsPerExam - 2; at += 1) await add(pdf(`document ${at}`));
    const answers = await Promise.all([1, 2, 3, 4].map((at) => refusal(add(pdf(`last ${at}`)))));
    expect(answers.filter((body) => body !== undefined)).toEqual([
      { code: 'tooManyDocuments', most: 20 },
      { code: 'tooManyDocuments', most: 20 },
    ]);
    expect(await stored()).toHaveLength(limits.documentsPerExam);
  });

  test('documents of an exam that does not exist or was cancelled', async () => {
    await server.database.query(`update exam set state = 'cancelled' where id = '${examId}'`);
    expect(await refusal(add(pdf()))).toEqual({ code: 'examCancelled' });
    examId = newId<ExamId>();
    expect(await refusal(add(pdf()))).toEqual({ code: 'notFound' });
  });
});

test('20 MiB arrive whole', async () => {
  const bytes = Buffer.concat([pdf().subarray(0, 9), Buffer.alloc(limits.documentBytes - 1_000, ' '), pdf()]);
  const { documents } = await add(bytes);
  expect(documents[0]?.byteSize).toBe(bytes.length);
});
