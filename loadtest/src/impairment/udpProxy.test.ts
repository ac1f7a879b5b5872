import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { monotonicMs } from '../machine/monotonic.ts';
import { type LineConditions, perfectDirection, perfectLine } from './conditions.ts';
import { ImpairedLine } from './impairedLine.ts';
import { seededRandom } from './random.ts';
import { UdpProxy } from './udpProxy.ts';

/** A server that sends every datagram back, a line before it, and a client. */
async function started(conditions: Partial<LineConditions> = {}) {
  const line = new ImpairedLine({ ...perfectLine, ...conditions }, { random: seededRandom(7) });
  const [server, client] = await Promise.all([bound(), bound()]);
  const atServer: Buffer[] = [];
  server.on('message', (datagram, { port }) => {
    atServer.push(datagram);
    server.send(datagram, port, '127.0.0.1');
  });
  const proxy = await UdpProxy.create(line, { targetPort: server.address().port });
  onTestFinished(() => line.close());
  const send = (text: string) =>
    new Promise((resolve) => client.send(Buffer.from(text), proxy.port, '127.0.0.1', resolve));
  const echo = async () => String(((await once(client, 'message')) as [Buffer])[0]);
  return { line, proxy, client, atServer, send, echo };
}

async function bound(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    socket.close();
  });
  return socket;
}

test('a datagram and its answer take at least the delay of their directions', async () => {
  const { send, echo } = await started({
    up: { ...perfectDirection, delayMs: 40, jitterMs: 10 },
    down: { ...perfectDirection, delayMs: 60 },
  });
  const sentAt = monotonicMs();
  await send('there and back');
  expect(await echo()).toBe('there and back');
  expect(monotonicMs() - sentAt).toBeGreaterThanOrEqual(100);
});

test('about the share of datagrams that was asked for is lost, and the rest keeps its order', async () => {
  const { send, echo, atServer } = await started({ up: { ...perfectDirection, loss: 0.2, jitterMs: 3 } });
  const count = 2_000;
  for (let index = 0; index < count; index += 1) await send(String(index));
  // The last one may be lost itself; once one is through, so are all before it.
  const last = setInterval(() => void send('last'), 20);
  while ((await echo()) !== 'last');
  clearInterval(last);
  const numbers = atServer.map(Number).filter((number) => !Number.isNaN(number));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  expect(1 - numbers.length / count).toBeGreaterThan(0.17);
  expect(1 - numbers.length / count).toBeLessThan(0.23);
});

test('no more passes than the bandwidth, and what finds the queue full is dropped', async () => {
  const limited = { ...perfectDirection, bitsPerSecond: 400_000, queueBytes: 10_000 };
  const { send, client, atServer } = await started({ up: limited });
  const startedAt = monotonicMs();
  // Twenty packets of 1,000 bytes at once: ten fit into the queue, 20 ms each.
  for (let index = 0; index < 20; index += 1) await send(String(index).padEnd(1_000));
  while (atServer.length < 10) await once(client, 'message');
  const tookMs = monotonicMs() - startedAt;
  expect(tookMs).toBeGreaterThanOrEqual(199);
  expect(tookMs).toBeLessThan(1_500);
  expect(Number(atServer.at(-1))).toBeLessThan(19);
});

test('nothing passes a line that is cut or blocks datagrams, and all of it when that is over', async () => {
  const { line, send, echo, atServer } = await started();
  const pass = async (text: string, between: () => void) => {
    const answered = echo();
    await send(text);
    // The datagram is read in this turn of the event loop or the next; only then does the line change.
    setTimeout(between, 50);
    return await answered;
  };
  line.cut('silent');
  expect(
    await pass('while cut', () => {
      line.mend();
      void send('mended');
    }),
  ).toBe('mended');
  line.become({ ...perfectLine, udpBlocked: true });
  expect(
    await pass('while blocked', () => {
      line.become(perfectLine);
      void send('free again');
    }),
  ).toBe('free again');
  expect(atServer.map(String)).toEqual(['mended', 'free again']);
});

test('each client has its own answers', async () => {
  const { proxy, send, echo } = await started();
  const other = await bound();
  other.send('other', proxy.port, '127.0.0.1');
  const [[toOther], toFirst] = await Promise.all([once(other, 'message'), echo(), send('first')]);
  expect([String(toOther), toFirst]).toEqual(['other', 'first']);
});

test('a client that sends from another address of this machine is answered there', async () => {
  const { proxy } = await started();
  const elsewhere = createSocket('udp4');
  await new Promise<void>((resolve) => elsewhere.bind(0, '127.0.0.2', resolve));
  onTestFinished(() => {
    elsewhere.close();
  });
  const answered = once(elsewhere, 'message');
  elsewhere.send('from elsewhere', proxy.port, '127.0.0.1');
  expect(String((await answered)[0])).toBe('from elsewhere');
});
