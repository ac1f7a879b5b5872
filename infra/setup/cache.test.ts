import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cacheFolder, filesIn, fillFolder, hashFiles } from './cache.mjs';
import { withLock } from './lock.mjs';

let folder = '';
const before = process.env.INVIGIL_CACHE_DIR;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'invigil-cache-'));
  process.env.INVIGIL_CACHE_DIR = folder;
});

afterEach(() => {
  if (before === undefined) delete process.env.INVIGIL_CACHE_DIR;
  else process.env.INVIGIL_CACHE_DIR = before;
  rmSync(folder, { recursive: true, force: true });
});

test('the cache folder is the given one, else the one of the desktop, else the one in the home folder', () => {
  expect(cacheFolder({ INVIGIL_CACHE_DIR: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe('/b/invigil');
  expect(cacheFolder({})).toMatch(/\/\.cache\/invigil$/);
});

test('a folder whose filling failed does not exist, and its leftovers are gone', async () => {
  const target = path.join(folder, 'thing');
  const half = fillFolder(target, async (temporary) => {
    writeFileSync(path.join(temporary, 'half'), '');
    throw new Error('no space left');
  });
  await expect(half).rejects.toThrow('no space left');
  expect(existsSync(target)).toBe(false);
  expect(readdirSync(path.join(folder, 'tmp'))).toEqual([]);
});

test('filling a folder again replaces it whole', async () => {
  const target = path.join(folder, 'thing');
  await fillFolder(target, async (temporary) => writeFileSync(path.join(temporary, 'old'), ''));
  await fillFolder(target, async (temporary) => writeFileSync(path.join(temporary, 'new'), ''));
  expect(readdirSync(target)).toEqual(['new']);
  expect(readdirSync(path.join(folder, 'tmp'))).toEqual([]);
});

test('a hash changes with a name and with a content, not with the order', () => {
  mkdirSync(path.join(folder, 'src', 'node_modules'), { recursive: true });
  writeFileSync(path.join(folder, 'src', 'a'), '1');
  writeFileSync(path.join(folder, 'src', 'b'), '2');
  writeFileSync(path.join(folder, 'src', 'node_modules', 'c'), '3');
  expect(filesIn(folder, 'src', /^node_modules$/)).toEqual(['src/a', 'src/b']);

  const first = hashFiles(folder, ['src/a', 'src/b']);
  expect(hashFiles(folder, ['src/b', 'src/a'])).toBe(first);
  writeFileSync(path.join(folder, 'src', 'b'), '22');
  expect(hashFiles(folder, ['src/a', 'src/b'])).not.toBe(first);
});

test('two pieces of work under the same lock run one after the other', async () => {
  const events: string[] = [];
  let release = () => {};
  const open = new Promise<void>((resolve) => {
    release = resolve;
  });
  const first = withLock('build', async () => {
    events.push('first starts');
    await open;
    events.push('first ends');
  });
  const second = withLock(
    'build',
    async () => {
      events.push('second starts');
    },
    () => {
      events.push('second waits');
      release();
    },
  );
  await Promise.all([first, second]);
  expect(events).toEqual(['first starts', 'second waits', 'first ends', 'second starts']);
});

test('the lock of a setup that no longer lives is taken over', async () => {
  mkdirSync(path.join(folder, 'locks'));
  const file = path.join(folder, 'locks', 'build.lock');
  // The highest process id of Linux plus one: nobody has it.
  writeFileSync(file, String(2 ** 22 + 1));
  expect(await withLock('build', async () => readFileSync(file, 'utf8'))).toBe(String(process.pid));
  expect(existsSync(file)).toBe(false);
});
