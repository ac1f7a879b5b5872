import 'fake-indexeddb/auto';
import { AppError, type ErrorBody } from '@invigil/contract/errors';
import { answerFileId, questionId, sittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { AnswerFile } from '@invigil/contract/routes/writing';
import { expect, test, vi } from 'vitest';
import { errorBodyOf } from '../i18n/errorText.ts';
import { openFileStore } from './fileStore.ts';
import { type ComingFile, FileUploads } from './fileUploads.ts';
import { asked } from './testing.ts';

const sitting = sittingId.parse('0193e6a0-0000-7000-8000-000000000001');
const other = questionId.parse('0193e6a0-0000-7000-8000-000000000003');

/** The server of all pages of a test. */
class FileServer {
  refusal: ErrorBody | undefined;
  files: { fileName: string; text: string }[] = [];
  upload = async ({ file }: { file: File }): Promise<AnswerFile> => {
    if (this.refusal) throw new AppError(this.refusal);
    this.files.push({ fileName: file.name, text: await file.text() });
    return { fileId: answerFileId.parse(crypto.randomUUID()), fileName: file.name } as AnswerFile;
  };
}

function page(server: FileServer, name: string, { now = 1_000, count = 0 } = {}) {
  const coming = new Map<string, readonly ComingFile[]>();
  const added: string[] = [];
  const uploads = new FileUploads({
    sittingId: sitting,
    store: openFileStore(name),
    upload: server.upload,
    errorOf: errorBodyOf,
    now: () => now,
    count: () => count,
    changed: (question, now) => void coming.set(question, now),
    added: (_, { fileName }) => void added.push(fileName),
  });
  return { uploads, added, of: (question = asked) => coming.get(question) ?? [] };
}
const fresh = () => `files-${crypto.randomUUID()}`;
const notes = (text = 'all of it') => new File([text], 'notes.txt');
async function keptIn(name: string, at = 1_000): Promise<string[]> {
  const store = await openFileStore(name);
  const kept = await store.all(sitting, at);
  store.close();
  return kept.map(({ fileName }) => fileName);
}

test('a file chosen offline is there after a reload with its bytes, and is sent when the line is back', async () => {
  const [server, name] = [new FileServer(), fresh()];
  server.refusal = { code: 'unavailable', retryAfterSeconds: 3 };
  const before = page(server, name);
  before.uploads.choose(asked, [notes()]);
  await vi.waitFor(() => expect(before.of()).toMatchObject([{ isKept: true, error: { code: 'unavailable' } }]));
  before.uploads.close();

  const after = page(server, name);
  await vi.waitFor(() => expect(after.of()).toMatchObject([{ isKept: true, error: { code: 'unavailable' } }]));
  server.refusal = undefined;
  after.uploads.retry();
  await vi.waitFor(() => expect(after.added).toEqual(['notes.txt']));
  expect(server.files).toEqual([{ fileName: 'notes.txt', text: 'all of it' }]);
  expect(after.of()).toEqual([]);
  await vi.waitFor(async () => expect(await keptIn(name)).toEqual([]));
  after.uploads.close();
});

test('a file that the server has at once is kept no longer, and one that is given up neither', async () => {
  const [server, name] = [new FileServer(), fresh()];
  const { uploads, added, of } = page(server, name);
  uploads.choose(asked, [notes()]);
  await vi.waitFor(() => expect(added).toEqual(['notes.txt']));
  server.refusal = { code: 'fileTypeRefused', allowed: 'PDF' };
  uploads.choose(other, [notes()]);
  await vi.waitFor(() => expect(of(other)).toMatchObject([{ isKept: true, error: { code: 'fileTypeRefused' } }]));
  uploads.retry();
  expect(of(other)).toMatchObject([{ error: { code: 'fileTypeRefused' } }]);
  uploads.forget(other, of(other)[0]?.key ?? '');
  expect(of(other)).toEqual([]);
  await vi.waitFor(async () => expect(await keptIn(name)).toEqual([]));
  uploads.close();
});

test('what the server would not take is neither sent nor kept', async () => {
  const [server, name] = [new FileServer(), fresh()];
  const { uploads, of } = page(server, name, { count: limits.filesPerAnswer });
  const large = new File([new Uint8Array(limits.answerFileBytes + 1)], 'large.pdf');
  uploads.choose(asked, [large, new File([], 'empty.txt'), notes()]);
  expect(of().map(({ error }) => error?.code)).toEqual(['bodyTooLarge', 'fileEmpty', 'tooManyFiles']);
  expect(await keptIn(name)).toEqual([]);
  expect(server.files).toEqual([]);
  uploads.close();
});

test('a browser that keeps nothing still sends files', async () => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const opened = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw new DOMException('no storage', 'SecurityError');
  });
  const informed = vi.spyOn(console, 'info').mockImplementation(() => undefined);
  const server = new FileServer();
  const { uploads, added } = page(server, fresh());
  uploads.choose(asked, [notes()]);
  await vi.waitFor(() => expect(added).toEqual(['notes.txt']));
  for (const spy of [warned, opened, informed]) spy.mockRestore();
});

test('files of an exam that is long over are thrown away', async () => {
  const [server, name] = [new FileServer(), fresh()];
  server.refusal = { code: 'sittingOver' };
  const { uploads, of } = page(server, name);
  uploads.choose(asked, [notes()]);
  await vi.waitFor(() => expect(of()).toMatchObject([{ isKept: true, error: { code: 'sittingOver' } }]));
  uploads.close();
  expect(await keptIn(name)).toEqual(['notes.txt']);
  expect(await keptIn(name, 1_001 + limits.lateMs)).toEqual([]);
});
