import { once } from 'node:events';
import { connect } from 'node:net';
import { createLog } from '@invigil/server-kit/log';
import { Client } from 'pg';
import { expect, test, vi } from 'vitest';
import { addAccount } from '../test/examDay.ts';
import { TestApi, testConfig } from '../test/testApi.ts';
import { createApi } from './api.ts';

test('closing answers what is under way, closes twice without harm, and takes nothing new', async () => {
  const server = await TestApi.start();
  const caller = await server.as(await addAccount(server.orm, 'candidate'));
  const blocker = new Client({ connectionString: server.database.url });
  await blocker.connect();
  await blocker.query('begin; lock table account in access exclusive mode');
  const underWay = caller.call('me');
  // What the api does by itself may wait for the same table.
  const waiting = `select from pg_locks l join pg_stat_activity a using (pid)
    where not l.granted and a.query like '%from session s join account%'`;
  await vi.waitUntil(async () => (await blocker.query(waiting)).rowCount === 1);

  const closing = Promise.all([server.api.close(), server.api.close()]);
  await blocker.query('commit');
  await closing;
  expect((await underWay).role).toBe('candidate');
  await expect(caller.call('me')).rejects.toThrow('unavailable');
  await blocker.end();
  await server.close();
});

test('somebody who never reads their reply does not keep it from closing', async () => {
  const server = await TestApi.start();
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const bundle = 'GET /api/docs/static/swagger-ui-bundle.js HTTP/1.1\r\nhost: x\r\n\r\n';
  socket.pause();
  socket.write(bundle.repeat(20));
  // The first bytes have come: replies larger than the socket takes are under way.
  await once(socket, 'readable');
  await server.close();
  socket.destroy();
});

test('a port that is taken is told by its code', async () => {
  const server = await TestApi.start();
  const other = await createApi({
    orm: server.orm,
    cluster: server.cluster,
    log: createLog({ name: 'test', level: 'silent' }),
    clock: server.clock,
    config: testConfig(server.keys, server.folder),
  });
  try {
    const port = Number(new URL(server.url).port);
    await expect(other.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  } finally {
    await other.close();
    await server.close();
  }
});

test('requests are counted and timed by route', async () => {
  const server = await TestApi.start();
  try {
    await (await server.as(await addAccount(server.orm, 'candidate'))).call('me');
    await fetch(`${server.url}/api/sittings/123/join-token`, { method: 'POST' });
    const text = await server.api.metrics.text();
    expect(text).toMatch(/invigil_api_http_request_seconds_count\{route="\/api\/me",method="GET",status="200"\} 1/);
    expect(text).toMatch(/_count\{route="\/api\/sittings\/:sittingId\/join-token",method="POST",status="401"\} 1/);
    expect(text).toContain('invigil_api_password_checks_waiting 0');
  } finally {
    await server.close();
  }
});
