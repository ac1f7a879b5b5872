import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { k6Binary, presentK6 } from './k6.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'invigil-k6-'));
  vi.stubEnv('INVIGIL_CACHE_DIR', path.join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program of this name that answers `version`, in a folder of its own. */
function program(name: string, says: string, where = 'bin'): string {
  const file = path.join(folder, where, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${says}\n`);
  chmodSync(file, 0o755);
  return file;
}

const env = (more: Record<string, string> = {}) => ({
  PATH: path.join(folder, 'bin'),
  INVIGIL_CACHE_DIR: path.join(folder, 'cache'),
  ...more,
});

test('the k6 on PATH is taken when it is new enough to run TypeScript', () => {
  program('k6', 'echo "k6 v1.2.0 (go1.24, linux/amd64)"');
  expect(presentK6(env())).toBe('k6');
  program('k6', 'echo "k6 v0.52.0 (go1.22, linux/amd64)"');
  expect(presentK6(env())).toBeUndefined();
});

test('a given k6 must be one', () => {
  const given = program('other', 'echo "k6 v2.0.1"');
  expect(presentK6(env({ INVIGIL_K6: given }))).toBe(given);
  expect(() => presentK6(env({ INVIGIL_K6: program('stub', 'echo k6') }))).toThrow(/INVIGIL_K6=.*Correct or unset it/);
});

test('with neither k6 nor Go, one line says what to install', async () => {
  await expect(k6Binary(env())).rejects.toThrow(/^There is neither k6 nor Go.*Install k6 1\.0 or newer, or Go/);
});

test('with Go it is built once, into the cache', async () => {
  program(
    'go',
    `[ "$1" = version ] && exit 0; printf '#!/bin/sh\\necho k6 v1.8.1' > "$GOBIN/k6"; /bin/chmod +x "$GOBIN/k6"`,
  );
  const built = await k6Binary(env());
  expect(built.startsWith(path.join(folder, 'cache'))).toBe(true);
  program('go', 'exit 1');
  expect(await k6Binary(env())).toBe(built);
});
