import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readKeys } from './keys.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'invigil-keys-'));
  file = path.join(folder, 'keys.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('keys are made once, for their owner only', async () => {
  const made = await readKeys(folder);
  expect(await readKeys(folder)).toEqual(made);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('an installation older than the key of access codes gets one and keeps the rest', async () => {
  const joinToken = await generateJoinKeys();
  writeFileSync(file, JSON.stringify({ joinToken }));
  const upgraded = await readKeys(folder);
  expect(upgraded.joinToken).toEqual(joinToken);
  expect(await readKeys(folder)).toEqual(upgraded);
});

test('a file that cannot be read is left as it is', async () => {
  writeFileSync(file, '{"joinToken":');
  await expect(readKeys(folder)).rejects.toThrow('cannot be read');
  expect(readFileSync(file, 'utf8')).toBe('{"joinToken":');
});
