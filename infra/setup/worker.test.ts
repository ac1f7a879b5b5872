import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runs, workerBinary, workerKey } from './worker.mjs';
import { downloadUrl } from './workerDownload.mjs';

const checkout = fileURLToPath(new URL('../..', import.meta.url));
let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'invigil-worker-'));
  cpSync(path.join(checkout, 'infra/setup/worker'), path.join(root, 'infra/setup/worker'), { recursive: true });
  mkdirSync(path.join(root, 'node_modules/mediasoup'), { recursive: true });
  describe('3.27.1');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function describe(version: string): void {
  const repository = { url: 'git+https://example.org/mediasoup.git' };
  writeFileSync(path.join(root, 'node_modules/mediasoup/package.json'), JSON.stringify({ version, repository }));
}

function program(name: string, code: number): string {
  const file = path.join(root, name);
  writeFileSync(file, `#!/bin/sh\nexit ${code}\n`);
  chmodSync(file, 0o755);
  return file;
}

test('the cached worker has another name for another mediasoup and for another recipe', () => {
  const first = workerKey(root);
  expect(first).toMatch(/^3\.27\.1-/);
  describe('3.28.0');
  expect(workerKey(root)).toMatch(/^3\.28\.0-/);
  describe('3.27.1');
  expect(workerKey(root)).toBe(first);
  writeFileSync(path.join(root, 'infra/setup/worker/include/srtp.h'), '// changed');
  expect(workerKey(root)).not.toBe(first);
});

test('a worker is a program that ends with the code for "started by hand"', () => {
  expect(runs(program('worker', 41))).toBe(true);
  expect(runs(program('other', 0))).toBe(false);
  expect(runs(path.join(root, 'missing'))).toBe(false);
});

test('the given worker is taken when it runs and refused in one line when it does not', async () => {
  const given = program('worker', 41);
  expect(await workerBinary(root, { MEDIASOUP_WORKER_BIN: given })).toBe(given);
  await expect(workerBinary(root, { MEDIASOUP_WORKER_BIN: '/nowhere' })).rejects.toThrow(
    'MEDIASOUP_WORKER_BIN=/nowhere does not run here. Correct or unset it.',
  );
});

test('a cached worker is taken without a lock or a look at the network', async () => {
  const cache = path.join(root, 'cache');
  const folder = path.join(cache, 'mediasoup-worker', workerKey(root));
  mkdirSync(folder, { recursive: true });
  symlinkSync(program('worker', 41), path.join(folder, 'mediasoup-worker'));
  expect(await workerBinary(root, { INVIGIL_CACHE_DIR: cache })).toBe(path.join(folder, 'mediasoup-worker'));
});

test('the download is the one that mediasoup itself would ask for', () => {
  expect(downloadUrl(path.join(root, 'node_modules/mediasoup'))).toMatch(
    /^https:\/\/example\.org\/mediasoup\/releases\/download\/3\.27\.1\/mediasoup-worker-3\.27\.1-\w+-\w+.*\.tgz$/,
  );
});

test('our container keeps the promises of the one the worker was written for', ({ skip }) => {
  const hasCompiler = spawnSync('g++', ['--version']).status === 0;
  skip(!hasCompiler, 'there is no g++ here: this machine uses a ready-made worker');
  const binary = path.join(root, 'unorderedDense');
  const include = path.join(checkout, 'infra/setup/worker/include');
  const source = path.join(checkout, 'infra/setup/workerTest/unorderedDense.cpp');
  const compiled = spawnSync('g++', ['-std=c++20', '-O1', '-Wall', '-Werror', '-I', include, source, '-o', binary]);
  expect(compiled.stderr.toString()).toBe('');
  expect(spawnSync(binary, { encoding: 'utf8' }).stdout).toBe('ok\n');
});
