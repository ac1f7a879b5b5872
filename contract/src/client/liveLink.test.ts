import { expect, test } from 'vitest';
import { closeReasons } from '../frames.ts';
import { limits } from '../limits.ts';
import { LiveLink } from './liveLink.ts';
import {
  demand,
  FarEnd,
  heartbeat,
  page,
  reply,
  resumed,
  resumeToken,
  settled,
  welcome,
} from './testing/scriptedPage.ts';

test('the credential goes in the subprotocol, never in the address', async () => {
  const { socket } = await page();
  expect([socket().url, socket().protocols]).toEqual(['wss://live.example/live', ['invigil.v1', 'token.a.b.c']]);
});

test('after a drop it resumes from the last note with the resume token', async () => {
  const { socket, timers, statuses, count } = await page();
  socket().say(welcome);
  socket().say(demand(1));
  socket().drop();
  await timers.pass(250);
  expect([socket().url, socket().protocols[1]]).toEqual(['wss://live.example/live?after=1', `resume.${resumeToken}`]);
  socket().say(resumed(2));
  socket().say(demand(2));
  expect([count(), statuses]).toEqual([
    [1, 2],
    ['live', 'reconnecting', 'live'],
  ]);
});

test('a repeated note is dropped; a hole, also one that only a heartbeat shows, makes it resume', async () => {
  const { socket, timers, count } = await page();
  socket().say(welcome);
  socket().say(demand(1));
  socket().say(demand(1));
  socket().say(demand(3));
  expect([count(), socket().closed]).toEqual([[1], true]);
  await timers.pass(250);
  expect(socket().url).toContain('after=1');
  socket().say(resumed(3));
  socket().say(demand(2));
  socket().say(demand(3));
  socket().say(heartbeat(4));
  await timers.pass(250);
  expect([count(), socket().url.slice(-7)]).toEqual([[1, 2, 3], 'after=3']);
});

test('silence beyond the limit makes it resume; heartbeats keep it', async () => {
  const { socket, timers } = await page();
  socket().say(welcome);
  for (let passed = 0; passed < 60_000; passed += limits.heartbeatMs) {
    await timers.pass(limits.heartbeatMs);
    socket().say(heartbeat(0));
  }
  expect(FarEnd.opened).toHaveLength(1);
  await timers.pass(limits.silenceMs + 250);
  expect(FarEnd.opened).toHaveLength(2);
});

test('a socket that never opens is given up like a silent one', async () => {
  const { timers } = await page();
  await timers.pass(limits.silenceMs + 500);
  expect(FarEnd.opened).toHaveLength(2);
});

test('unanswered requests are sent again after a resume, answered ones are not', async () => {
  const { link, socket, timers } = await page();
  socket().say(welcome);
  const calls = [1, 2, 3].map(() => link.call('unwatch', { watchIds: [welcome.presenceId as never] }));
  socket().say(reply(2));
  socket().drop();
  await timers.pass(250);
  expect(socket().sent).toEqual([]);
  socket().say(resumed(0));
  expect(socket().sent.map(({ id }) => id)).toEqual([1, 3]);
  socket().say(reply(1));
  socket().say(reply(3));
  socket().say(reply(3));
  expect(await Promise.all(calls)).toEqual([{}, {}, {}]);
});

test('no more requests are under way than the server keeps answers for', async () => {
  const { link, socket } = await page();
  socket().say(welcome);
  const calls = Array.from({ length: 100 }, () => link.call('unwatch', { watchIds: [welcome.presenceId as never] }));
  expect(socket().sent).toHaveLength(limits.requestsInFlight);
  for (let id = 2; id <= 32; id += 1) socket().say(reply(id));
  expect(socket().sent).toHaveLength(limits.requestsInFlight);
  socket().say(reply(1));
  expect(socket().sent).toHaveLength(2 * limits.requestsInFlight);
  for (let id = 33; id <= 100; id += 1) socket().say(reply(id));
  expect(await Promise.all(calls)).toHaveLength(100);
});

/** A page whose link broke and whose two tries to resume failed: its next socket joins. */
async function joiningAgain() {
  const opened = await page();
  const { link, socket, timers } = opened;
  socket().open();
  socket().say(welcome);
  socket().drop();
  const lost = link.call('unwatch', { watchIds: [welcome.presenceId as never] });
  await timers.pass(250);
  socket().drop();
  await settled();
  expect(socket().protocols[1]).toBe(`resume.${resumeToken}`);
  socket().drop();
  await settled();
  expect(socket().protocols[1]).toBe('token.a.b.c');
  return { ...opened, lost };
}

test('when it cannot resume it tries once more with the network proven, then joins anew', async () => {
  const { link, socket, joins, lost } = await joiningAgain();
  socket().open();
  socket().say(welcome);
  await expect(lost).rejects.toMatchObject({ code: 'resumeExpired' });
  expect(joins).toEqual(['first', 'fresh']);
  void link.call('unwatch', { watchIds: [welcome.presenceId as never] });
  expect(socket().sent.map(({ id }) => id)).toEqual([1]);
});

test('while no socket opens at all, the presence is kept and resumed when one does', async () => {
  const { socket, timers, joins, lost } = await joiningAgain();
  socket().drop();
  await timers.pass(500);
  expect(socket().protocols[1]).toBe(`resume.${resumeToken}`);
  socket().open();
  socket().say(resumed(0));
  socket().say(reply(1));
  expect([await lost, joins]).toEqual([{}, ['first']]);
});

test('a join whose opening was lost on the way superseded only itself, and is made again', async () => {
  const { link, socket, timers } = await joiningAgain();
  socket().drop();
  await timers.pass(500);
  socket().open();
  socket().drop(closeReasons.superseded.code);
  await timers.pass(1_000);
  expect([link.status.state, socket().protocols[1]]).toEqual(['reconnecting', 'token.a.b.c']);
});

test('a join that was opened is the only presence, also when its welcome is lost', async () => {
  const { socket, timers } = await joiningAgain();
  socket().open();
  socket().drop();
  await timers.pass(500);
  expect(socket().protocols[1]).toBe('token.a.b.c');
});

test('waits grow while it fails, and end at once when the network is said to be back', async () => {
  const { link, socket, timers } = await page();
  const attempts: number[] = [];
  for (let failures = 0; failures < 4; failures += 1) {
    socket().drop();
    const before = FarEnd.opened.length;
    const began = timers.now();
    while (FarEnd.opened.length === before) await timers.pass(100);
    attempts.push(timers.now() - began);
  }
  expect(attempts).toEqual([500, 1_000, 2_000, 4_000]);
  socket().drop();
  await settled();
  const before = FarEnd.opened.length;
  link.hintOnline();
  await settled();
  expect(FarEnd.opened).toHaveLength(before + 1);
});

test('when the network is said to be back, a socket that fell silent is not trusted, one that spoke is', async () => {
  const { link, socket, timers } = await page();
  socket().say(welcome);
  await timers.pass(limits.heartbeatMs);
  link.hintOnline();
  expect(socket().closed).toBe(false);
  await timers.pass(limits.heartbeatMs);
  link.hintOnline();
  expect(socket().closed).toBe(true);
});

test.each([
  [closeReasons.superseded.code, 'superseded', 'openElsewhere'],
  [closeReasons.ended.code, 'ended', 'sittingOver'],
  [closeReasons.malformed.code, 'refused', 'malformedFrame'],
] as const)('close code %i is final: %s', async (code, state, error) => {
  const { link, socket, timers } = await page();
  socket().say(welcome);
  const waiting = link.call('unwatch', { watchIds: [welcome.presenceId as never] });
  socket().drop(code);
  expect(link.status.state).toBe(state);
  await expect(waiting).rejects.toMatchObject({ code: error });
  await expect(link.call('unwatch', { watchIds: [] })).rejects.toMatchObject({ code: error });
  await timers.pass(60_000);
  expect(FarEnd.opened).toHaveLength(1);
});

test('a page that its node sends to another resumes at once, and nobody is told of it unless that fails', async () => {
  const { socket, timers, statuses } = await page();
  socket().say(welcome);
  socket().drop(closeReasons.moving.code);
  await settled();
  expect(socket().protocols[1]).toBe(`resume.${resumeToken}`);
  socket().say(resumed(0));
  expect(statuses).toEqual(['live']);
  socket().drop(closeReasons.moving.code);
  await settled();
  socket().drop(1006);
  await timers.pass(0);
  expect(statuses).toEqual(['live']);
  socket().drop(1006);
  await timers.pass(0);
  socket().drop(1006);
  await timers.pass(0);
  expect(statuses).toEqual(['live', 'reconnecting']);
});

test.each([closeReasons.tooManyFrames.code, closeReasons.shuttingDown.code, 1001, 1006])(
  'close code %i may resume',
  async (code) => {
    const { socket, timers } = await page();
    socket().say(welcome);
    socket().drop(code);
    await timers.pass(250);
    expect(socket().protocols[1]).toBe(`resume.${resumeToken}`);
  },
);

test('a note or frame this page cannot read is told and passed over', async () => {
  const { socket, faults, count } = await page();
  socket().say(welcome);
  socket().say({ type: 'note', seq: 1, name: 'ofAFutureServer', data: {} });
  socket().say('{"type":"surprise"}');
  socket().say('not json');
  socket().say(demand(2));
  expect([faults.length, count(), socket().closed]).toEqual([3, [2], false]);
});

test('a fault of its owner does not end it', async () => {
  FarEnd.opened.length = 0;
  const faults: unknown[] = [];
  const link = LiveLink.open({
    WebSocket: FarEnd,
    getToken: async () => ({ token: 't', signalingUrl: 'ws://x/live', expiresAt: '' }),
    onWelcome: () => {
      throw new Error('in onWelcome');
    },
    onNote: () => {
      throw new Error('in onNote');
    },
    onFault: (error) => faults.push(error),
  });
  await settled();
  FarEnd.opened[0]?.say(welcome);
  FarEnd.opened[0]?.say(demand(1));
  expect([faults.length, link.status.state]).toEqual([2, 'live']);
  link.close();
});

test('an address the browser will not open is tried again, not thrown', async () => {
  const faults: unknown[] = [];
  const link = LiveLink.open({
    WebSocket: class extends FarEnd {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        throw new SyntaxError('mixed content');
      }
    },
    getToken: async () => ({ token: 't', signalingUrl: 'ws://x/live', expiresAt: '' }),
    onWelcome: () => undefined,
    onNote: () => undefined,
    onFault: (error) => faults.push(error),
  });
  await settled();
  expect([faults.length, link.status.state]).toEqual([1, 'connecting']);
  link.close();
});
