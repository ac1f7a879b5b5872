import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { monotonicMs } from '../machine/monotonic.ts';
import { type LineConditions, perfectDirection, perfectLine } from './conditions.ts';
import { ImpairedLine } from './impairedLine.ts';
import { seededRandom } from './random.ts';
import { TcpProxy } from './tcpProxy.ts';

/** A server that sends back what it gets, and a line before it. */
async function started(conditions: Partial<LineConditions> = {}) {
  const line = new ImpairedLine({ ...perfectLine, ...conditions }, { random: seededRandom(7) });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const proxy = await TcpProxy.create(line, { targetPort: address.port });
  onTestFinished(() => line.close());
  return { line, proxy };
}

async function connected(proxy: TcpProxy): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, 'connect');
  return socket;
}

/** Waits for the end of a connection, which may be a reset. */
async function closed(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined).on('close', () => resolve());
  });
}

async function everything(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const numbered = (bytes: number) => Buffer.from(Uint32Array.from({ length: bytes / 4 }, (_, index) => index).buffer);

test('what is sent arrives whole and in order, however bad the line, and ends when it ended', async () => {
  const bad = { ...perfectDirection, delayMs: 5, jitterMs: 20, loss: 0.02 };
  const { proxy } = await started({ up: bad, down: bad });
  const socket = await connected(proxy);
  const sent = numbered(200_000);
  socket.end(sent);
  expect((await everything(socket)).equals(sent)).toBe(true);
});

test('opening takes one round trip, and each question another', async () => {
  const { proxy } = await started({
    up: { ...perfectDirection, delayMs: 30 },
    down: { ...perfectDirection, delayMs: 20 },
  });
  const startedAt = monotonicMs();
  const socket = await connected(proxy);
  socket.write('hello');
  await once(socket, 'data');
  const openedAfter = monotonicMs() - startedAt;
  expect(openedAfter).toBeGreaterThanOrEqual(100);
  socket.write('again');
  await once(socket, 'data');
  expect(monotonicMs() - startedAt - openedAfter).toBeGreaterThanOrEqual(50);
});

test('no more passes than the bandwidth: the sender has to wait', async () => {
  const { proxy } = await started({ up: { ...perfectDirection, bitsPerSecond: 8_000_000, queueBytes: 64_000 } });
  const socket = await connected(proxy);
  const startedAt = monotonicMs();
  const sent = numbered(400_000);
  socket.end(sent);
  expect((await everything(socket)).length).toBe(sent.length);
  const tookMs = monotonicMs() - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(399);
  expect(tookMs).toBeLessThan(1_500);
});

test('a lost segment costs a retransmission’s wait', async () => {
  const { line, proxy } = await started();
  const socket = await connected(proxy);
  socket.write('first');
  await once(socket, 'data');
  line.become({ ...perfectLine, up: { ...perfectDirection, loss: 1 } });
  const sentAt = monotonicMs();
  socket.write('second');
  await once(socket, 'data');
  expect(monotonicMs() - sentAt).toBeGreaterThanOrEqual(200);
});

test('a line that is cut resets its connections and refuses new ones, until it is mended', async () => {
  const { line, proxy } = await started();
  const socket = await connected(proxy);
  socket.write('before');
  await once(socket, 'data');
  const reset = once(socket, 'error');
  line.cut('reset');
  expect(String(await reset)).toContain('ECONNRESET');
  await closed(connect(proxy.port, '127.0.0.1'));
  line.mend();
  const again = await connected(proxy);
  again.write('after');
  expect(String(await once(again, 'data'))).toBe('after');
});

test('a line that falls silent tells nobody, and goes on where it was when it is mended', async () => {
  const { line, proxy } = await started();
  const socket = await connected(proxy);
  socket.write('before');
  await once(socket, 'data');
  const heard: string[] = [];
  socket.on('data', (data) => heard.push(String(data)));
  line.cut('silent');
  socket.write('meanwhile');
  const mendedAt = monotonicMs() + 300;
  setTimeout(() => line.mend(), 300);
  await once(socket, 'data');
  expect(monotonicMs()).toBeGreaterThanOrEqual(mendedAt - 1);
  expect(heard).toEqual(['meanwhile']);
});

test('its end ends every connection', async () => {
  const { line, proxy } = await started();
  const socket = await connected(proxy);
  await Promise.all([closed(socket), line.close()]);
  await expect(connected(proxy)).rejects.toThrow('ECONNREFUSED');
});
