import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { runLoad } from './load.ts';
import { PlainHttp } from './plainHttp.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** Echoes a body; answers 503 to what says `no`. */
async function echo(): Promise<string> {
  const server = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      reply.writeHead(body.toString() === 'no' ? 503 : 200, { 'content-length': body.length });
      // In two pieces, as a network may deliver it.
      reply.write(body.subarray(0, 1));
      reply.end(body.subarray(1));
    });
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

test('one connection carries request after request, whatever their length', async () => {
  const connection = await PlainHttp.open(await echo());
  for (const body of ['', 'é', 'x'.repeat(300_000)]) {
    const answer = await connection.send({ method: 'POST', path: '/', body });
    expect([answer.status, answer.body.toString()]).toEqual([200, body]);
  }
  connection.close();
});

test('a server that goes away fails the request under way', async () => {
  const url = await echo();
  const connection = await PlainHttp.open(url);
  const answer = connection.send({ method: 'POST', path: '/', headers: { expect: 'nothing' } });
  for (const server of servers) server.closeAllConnections();
  await expect(answer).rejects.toThrow();
});

test('a load ends with its last request, and counts what was refused', async () => {
  const bodies = ['a', 'no', 'b', 'no'];
  const heard: string[] = [];
  const result = await runLoad({
    url: await echo(),
    connections: 2,
    seconds: 30,
    request: (i) => (bodies[i] === undefined ? undefined : { method: 'POST', path: '/', body: bodies[i] }),
    answered: (body) => heard.push(body),
  });
  expect(result).toMatchObject({ refused: 2, firstRefusal: 'POST /: 503 no' });
  expect(result.latenciesMs).toHaveLength(4);
  expect(heard.toSorted()).toEqual(bodies.toSorted());
});
