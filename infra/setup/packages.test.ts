import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInSync, lockHash } from './packages.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'invigil-packages-'));
  mkdirSync(path.join(root, 'node_modules'));
  mkdirSync(path.join(root, 'api'));
  write('package.json', { workspaces: ['api'] });
  write('api/package.json', { name: 'api' });
  write('package-lock.json', { packages: wanted });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const wanted = {
  '': { name: 'invigil' },
  api: { name: 'api' },
  'node_modules/api': { resolved: 'api', link: true },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
  'node_modules/for-another-platform': { version: '1.0.0', optional: true },
};
const installed = {
  'node_modules/api': { resolved: 'api', link: true },
  'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
};

function write(file: string, content: object): void {
  writeFileSync(path.join(root, file), JSON.stringify(content));
}

test('the hash changes with the lock file and with the package.json of a workspace', () => {
  const first = lockHash(root);
  expect(lockHash(root)).toBe(first);
  write('api/package.json', { name: 'api', dependencies: { zod: '4.0.0' } });
  const second = lockHash(root);
  expect(second).not.toBe(first);
  write('package-lock.json', { packages: {} });
  expect(lockHash(root)).not.toBe(second);
});

test('packages that npm has installed by hand are not installed again', () => {
  expect(isInSync(root)).toBe(false);
  write('node_modules/.package-lock.json', { packages: installed });
  expect(isInSync(root)).toBe(true);
});

test('a missing package, another version and another content are each out of step', () => {
  for (const zod of [undefined, { version: '4.0.1' }, { version: '4.0.0', integrity: 'sha512-b' }]) {
    write('node_modules/.package-lock.json', { packages: { ...installed, 'node_modules/zod': zod } });
    expect(isInSync(root)).toBe(false);
  }
});
