import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';

const connections = { headersMs: 600, requestMs: 1_200, checkMs: 100, perAddress: 40 };

let server: TestApi;
let cookie: string;
beforeAll(async () => {
  server = await TestApi.start({ connections });
  cookie = await server.cookieOf(await addAccount(server.orm, 'candidate'));
});
afterAll(() => server.close());

/** A bare connection, which is there when this resolves, and what it is answered. */
async function open(): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A reset is told as a close as well.
  socket.on('error', () => undefined);
  const answer = new Promise<string>((resolve) =>
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1'))),
  );
  await Promise.race([once(socket, 'connect'), answer]);
  return { socket, answer };
}

/** The neighbour asks over a connection of its own. */
async function neighbourGoesOn(): Promise<void> {
  const response = await fetch(`${server.url}/api/me`, { headers: { cookie } });
  expect(response.status).toBe(200);
}

/** Sends a letter now and then until the connection is cut. */
function dribble(socket: Socket): void {
  const timer = setInterval(() => socket.write('a'), 50);
  socket.on('close', () => clearInterval(timer));
}

test('ASVS 2.4.1 headers that come letter by letter are cut off with 408, and others are answered meanwhile', async () => {
  const slow = await Promise.all(Array.from({ length: 20 }, open));
  for (const { socket } of slow) {
    socket.write('GET /api/me HTTP/1.1\r\nhost: x\r\nx: ');
    dribble(socket);
  }
  await neighbourGoesOn();
  for (const { answer } of slow) expect(await answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
});

test('ASVS 2.4.1 a body that comes letter by letter is cut off with 408, and others are answered meanwhile', async () => {
  const slow = await Promise.all(Array.from({ length: 20 }, open));
  for (const { socket } of slow) {
    socket.write(
      'POST /api/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n',
    );
    dribble(socket);
  }
  await neighbourGoesOn();
  for (const { answer } of slow) expect(await answer).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n/);
});

test('ASVS 2.4.1 a connection that says nothing at all is cut off', async () => {
  const { answer } = await open();
  expect(await answer).toMatch(/^(HTTP\/1.1 408 |$)/);
});

test('ASVS 2.4.1 a flood of headers is refused with 431', async () => {
  const { socket, answer } = await open();
  socket.write(`GET / HTTP/1.1\r\nhost: x\r\n${Array.from({ length: 3_000 }, (_, i) => `x-${i}: y\r\n`).join('')}\r\n`);
  expect(await answer).toMatch(/^HTTP\/1.1 431 /);
  await neighbourGoesOn();
});

test('ASVS 2.4.1 one address holds so many connections and no more; who goes makes room', async () => {
  const flood = await Promise.all(Array.from({ length: connections.perAddress + 30 }, open));
  const refused = flood.map(({ answer }) => answer);
  // Those beyond are cut at once and told nothing; the others are told that they took too long.
  const answers = await Promise.all(refused);
  expect(answers.filter((text) => text === '').length).toBeGreaterThanOrEqual(30);
  await neighbourGoesOn();
  expect(await server.api.metrics.text()).toMatch(/connections_refused_total (3\d|[4-9]\d)\n/);
});

test('ASVS 2.4.1 requests of one account are answered with 429 beyond what a page makes, and others go on', async () => {
  const flooder = await server.cookieOf(await addAccount(server.orm, 'candidate'));
  const ask = () => fetch(`${server.url}/api/me`, { headers: { cookie: flooder } }).then(({ status }) => status);
  const statuses: number[] = [];
  for (let round = 0; round < 12; round++) statuses.push(...(await Promise.all(Array.from({ length: 20 }, ask))));
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(210);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
  await neighbourGoesOn();
});
