import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@invigil/server-kit/freePort';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';
import { afterEach, expect, inject, test } from 'vitest';
import { TestDatabase } from '../test/testDatabase.ts';

const main = path.join(import.meta.dirname, 'main.ts');
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function run(databaseUrl: string, more: Record<string, string> = {}) {
  const [port, opsPort] = [await freePort(), await freePort()];
  const { privateJwk } = await generateJoinKeys();
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      DATABASE_URL: databaseUrl,
      SIGNALING_URL: 'wss://live.example/live',
      JOIN_TOKEN_PRIVATE_JWK: JSON.stringify(privateJwk),
      PUBLIC_URL: 'https://exams.example',
      ACCESS_CODE_KEY: 'k'.repeat(43),
      OUTBOX_DIR: path.join(tmpdir(), 'invigil-outbox-unused'),
      FILES_DIR: path.join(tmpdir(), 'invigil-files-unused'),
      HOST: '127.0.0.1',
      PORT: String(port),
      OPS_PORT: String(opsPort),
      ...more,
    },
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]: unknown[]) => code);
  return { child, lines, ended, url: `http://127.0.0.1:${port}`, ops: `http://127.0.0.1:${opsPort}` };
}

test('a process of its own migrates, serves, is ready, and ends well when told to', async () => {
  const database = await TestDatabase.create(inject('postgresUrl'));
  const { child, lines, ended, url, ops } = await run(database.url, { DEMO: 'true' });
  for await (const line of lines) {
    if (line.includes('"listening"')) break;
  }
  child.stdout.resume();
  expect((await fetch(`${url}/api/me`)).status).toBe(401);
  expect(await (await fetch(`${ops}/readyz`)).json()).toEqual({ ready: true, failing: [] });
  expect(await (await fetch(`${ops}/metrics`)).text()).toContain('route="/api/me"');
  expect(await database.query('select count(*)::int from account')).toEqual([{ count: 5 }]);

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  await database.drop();
});

test('without a database it says so and ends', async () => {
  const { lines, ended } = await run(`postgresql://postgres@127.0.0.1:${await freePort()}/none`);
  const said: string[] = [];
  for await (const line of lines) said.push(line);
  expect(await ended).toBe(1);
  expect(said.join('\n')).toMatch(/could not start/);
  expect(said.join('\n')).toMatch(/ECONNREFUSED/);
});

test('without its settings it names every one that is missing', async () => {
  const { child, ended } = await run('', { SIGNALING_URL: '' });
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) said.push(line);
  expect(await ended).toBe(1);
  expect(said.join('\n')).toMatch(/DATABASE_URL: is required[\s\S]*SIGNALING_URL: is required/);
});
