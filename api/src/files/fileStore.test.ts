import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FileStore } from './fileStore.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'invigil-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('gives back what was put into it until it is removed', async () => {
  const files = new FileStore(path.join(folder, 'made', 'when needed'));
  await files.put('exams/1/a.pdf', Buffer.from('bytes'));
  expect(await text(await files.read('exams/1/a.pdf'))).toBe('bytes');
  await files.remove('exams/1/a.pdf');
  await expect(files.read('exams/1/a.pdf')).rejects.toThrow('missing');
  await files.remove('exams/1/a.pdf');
});

test('keeps to its folder', async () => {
  const files = new FileStore(path.join(folder, 'inner'));
  await expect(files.put('../outside.pdf', Buffer.from('bytes'))).rejects.toThrow();
});
