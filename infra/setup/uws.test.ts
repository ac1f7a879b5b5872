import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkUws, hasUwsBuild, uwsBuilds } from './uws.mjs';

const installed = fileURLToPath(new URL('../../node_modules/uWebSockets.js', import.meta.url));
const abi = '127';
const name = `uws_${process.platform}_${process.arch}_${abi}.node`;
let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'invigil-uws-'));
  const build = path.join('dist', 'bin', name);
  cpSync(path.join(installed, build), path.join(root, 'node_modules', 'uWebSockets.js', build), { recursive: true });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([...uwsBuilds])('the installed %s is the known one', (file, sum) => {
  const content = readFileSync(path.join(installed, 'dist', 'bin', file));
  expect(createHash('sha256').update(content).digest('hex')).toBe(sum);
});

test('a native build that somebody has changed is refused', () => {
  const file = path.join(root, 'node_modules', 'uWebSockets.js', 'dist', 'bin', name);
  checkUws(root, abi, 'first installation');
  writeFileSync(file, 'something else');
  expect(() => checkUws(root, abi, 'second installation')).toThrow(/is not the known build/);
});

test('for a Node without a native build, one line says how to get the official one', () => {
  expect(hasUwsBuild(root, abi)).toBe(true);
  expect(hasUwsBuild(root, '999')).toBe(false);
  expect(() => checkUws(root, '999', 'installation')).toThrow(/ABI 999.*npm install --no-save uWebSockets\.js@/);
});
