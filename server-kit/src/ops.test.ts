import { expect, onTestFinished, test } from 'vitest';
import { Metrics } from './metrics.ts';
import { openOps, type ReadinessCheck } from './ops.ts';
import { openTestLog } from './testing/testLog.ts';

async function open(checks: Record<string, ReadinessCheck> = {}) {
  const log = openTestLog();
  const [media, signaling] = [new Metrics('media-server'), new Metrics('signaling')];
  const ops = await openOps({ host: '127.0.0.1', port: 0, metrics: [media, signaling], checks, log: log.log });
  onTestFinished(async () => {
    await ops.close();
    await ops.close();
    log.close();
  });
  return { media, signaling, log, get: (path: string) => fetch(`http://127.0.0.1:${ops.port}${path}`) };
}

test('it is healthy while it runs, and ready while every check passes', async () => {
  let away = false;
  const database = async () => {
    if (away) throw new Error('the database is away');
  };
  const { get, log } = await open({ database, media: async () => {} });
  expect((await get('/healthz')).status).toBe(200);
  expect((await get('/readyz')).status).toBe(200);
  away = true;
  const reply = await get('/readyz');
  expect([reply.status, await reply.json()]).toEqual([503, { ready: false, failing: ['database'] }]);
  expect((await get('/healthz')).status).toBe(200);
  expect(log.lines()).toMatchObject([{ check: 'database', err: { message: 'the database is away' } }]);
});

test('a check that hangs counts as not ready', async () => {
  const { get } = await open({ stuck: () => new Promise(() => {}) });
  expect((await get('/readyz')).status).toBe(503);
});

test('the metrics of all services stand on one page, with the attempts at 0 from the start', async () => {
  const { get, media, signaling } = await open();
  const joins = signaling.attempts('join');
  const publishes = media.attempts('publish');
  joins.attempted();
  joins.attempted();
  joins.done();
  joins.refused();
  publishes.attempted();
  publishes.failed();
  signaling.gauge('sockets', 'Open sockets.', () => 7);
  signaling.seconds('welcome_seconds', 'Time to welcome.', [0.1, 1]).observe(0.05);
  const text = await (await get('/metrics')).text();
  for (const line of [
    'invigil_signaling_join_attempted_total 2',
    'invigil_signaling_join_done_total 1',
    'invigil_signaling_join_refused_total 1',
    'invigil_signaling_join_failed_total 0',
    'invigil_media_server_publish_failed_total 1',
    'invigil_signaling_sockets 7',
    'invigil_signaling_welcome_seconds_bucket{le="0.1"} 1',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
});

test('other paths and methods are not found', async () => {
  const { get } = await open();
  expect((await get('/')).status).toBe(404);
});

test('an action is carried out by POST alone, and by no page of a browser', async () => {
  const log = openTestLog();
  let drains = 0;
  const actions = {
    '/drain': async () => {
      drains += 1;
      return { draining: true };
    },
  };
  const ops = await openOps({ host: '127.0.0.1', port: 0, metrics: [], checks: {}, log: log.log, actions });
  onTestFinished(async () => {
    await ops.close();
    log.close();
  });
  const url = `http://127.0.0.1:${ops.port}/drain`;
  expect((await fetch(url)).status).toBe(404);
  expect((await fetch(url, { method: 'POST', headers: { origin: 'http://127.0.0.1:8080' } })).status).toBe(404);
  expect(drains).toBe(0);
  expect(await (await fetch(url, { method: 'POST' })).json()).toEqual({ draining: true });
});
