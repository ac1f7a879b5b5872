import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '@invigil/server-kit/freePort';
import { turnServer } from '@invigil/signaling/turn';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TurnClient } from './testing/turnClient.ts';

const secret = 'a secret of at least thirty-two letters';
const hasCoturn = spawnSync('turnserver', ['--version']).error === undefined;
if (!hasCoturn) process.stdout.write('skipped: no turnserver here (Debian package coturn), so no relay is asked.\n');
const hourMs = 3_600_000;

describe.skipIf(!hasCoturn)('coturn as infra/coturn/start.sh starts it (skipped without it)', () => {
  let coturn: ChildProcess;
  let port: number;
  beforeAll(async () => {
    port = await freePort();
    // On loopback, which coturn lets nobody relay to unless told twice.
    const more = ['listening-ip=127.0.0.1', 'relay-ip=127.0.0.1', `listening-port=${port}`, 'allow-loopback-peers'];
    coturn = spawn('sh', [path.join(import.meta.dirname, 'start.sh')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        TURN_SECRET: secret,
        TURN_REALM: 'exams.example',
        TURN_PEERS: '127.0.0.1, 203.0.113.10-203.0.113.20',
        TURN_MORE: [...more, 'cli-password=unused', 'min-port=49160', 'max-port=49190'].join('\n'),
      },
    });
    if (!coturn.stdout) throw new Error('coturn has no output');
    for await (const line of createInterface({ input: coturn.stdout })) if (/auth thread/.test(line)) break;
    coturn.stdout.resume();
  });
  afterAll(async () => {
    const ended = once(coturn, 'exit');
    coturn.kill('SIGKILL');
    await ended;
  });

  async function client(given: Partial<{ id: string; endsAt: number; now: number; secret: string }> = {}) {
    const { id = 'zoe', now = Date.now(), endsAt = now + hourMs } = given;
    const { username = '', credential = '' } = turnServer(
      { urls: [`turn:127.0.0.1:${port}`], secret: given.secret ?? secret },
      { id, endsAt, now },
    );
    const opened = await TurnClient.open(port, { username, credential });
    onTestFinished(() => opened.close());
    return opened;
  }

  test('gives a relayed address to whom signaling welcomed, and relays to media nodes only', async () => {
    const page = await client();
    expect(await page.allocate()).toMatch(/^127\.0\.0\.1:49\d{3}$/);
    expect(await page.permit('127.0.0.1')).toBe(0);
    expect(await page.permit('203.0.113.15')).toBe(0);
    expect(await page.permit('203.0.113.21'), 'not a media node').toBe(403);
    expect(await page.permit('10.0.0.1'), 'an inner network').toBe(403);
  });

  test('refuses whose credential has expired, or is made with another secret', async () => {
    const yesterday = Date.now() - 25 * hourMs;
    expect(await (await client({ now: yesterday, endsAt: yesterday })).allocate()).toBe(401);
    expect(await (await client({ secret: 'another secret of thirty-two letters' })).allocate()).toBe(401);
  });
});
