import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { liveProtocol } from '@invigil/contract/joinToken';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Page } from './testing/page.ts';
import { Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

async function open(): Promise<Socket> {
  const socket = connect(stage.signaling.port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Somebody whose requests must be answered whatever else arrives. */
async function neighbour() {
  const { page, here } = await stage.candidate();
  onTestFinished(() => page.drop());
  const { transportId } = here.sendTransport;
  return {
    goesOn: async () => {
      for (let i = 0; i < 5; i++) expect(await page.ask('restartIce', { transportId })).toMatchObject({ ok: true });
    },
  };
}

test('ASVS 17.3.1 a flood of handshakes with forged tokens is refused one by one, and others go on', async () => {
  const { goesOn } = await neighbour();
  const knock = (n: number) =>
    Page.open(stage.url, [liveProtocol, `token.a.b${n}.c`]).catch((refusal: unknown) => refusal);
  const flood = Promise.all(Array.from({ length: 300 }, (_, n) => knock(n)));
  await goesOn();
  for (const refusal of await flood) expect(refusal).toMatchObject({ status: 401, body: { code: 'joinTokenInvalid' } });
  await goesOn();
});

test('ASVS 17.3.1 a flood of connections that never ask for anything leaves others alone', async () => {
  const { goesOn } = await neighbour();
  const idle = await Promise.all(Array.from({ length: 300 }, open));
  for (const socket of idle.slice(0, 150)) socket.write('GET /live HTTP/1.1\r\nhost: x\r\nupgrade: ');
  await goesOn();
  expect((await stage.candidate()).welcome.type).toBe('welcome');
});

test('ASVS 17.3.1 a handshake with more headers than any page sends is refused and cut off', async () => {
  const { goesOn } = await neighbour();
  const socket = await open();
  socket.write(`GET /live HTTP/1.1\r\nhost: x\r\n${'x-more: 0123456789abcdef\r\n'.repeat(2_000)}\r\n`);
  socket.resume();
  await once(socket, 'close');
  await goesOn();
});

test('ASVS 17.3.1 a frame that comes byte by byte keeps nobody waiting', async () => {
  const { goesOn } = await neighbour();
  const { page } = await stage.candidate();
  onTestFinished(() => page.drop());
  // The first half of a frame of 60 KiB; the rest never comes.
  const header = Buffer.from([0x81, 0xfe, 0xf0, 0x00, 0, 0, 0, 0]);
  const wire = (page.socket as unknown as { _socket: Socket })._socket;
  wire.write(Buffer.concat([header, Buffer.alloc(30_000, 0x20)]));
  for (let i = 0; i < 50; i++) wire.write(' ');
  await goesOn();
});
