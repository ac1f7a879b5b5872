import { setImmediate } from 'node:timers/promises';
import { type LinkStatus, LiveLink, type LiveLinkOptions } from '@invigil/contract/client/liveLink';
import type { SocketConstructor } from '@invigil/contract/client/liveLinkSocket';
import { AppError } from '@invigil/contract/errors';
import type { WelcomeFrame } from '@invigil/contract/frames';
import type { PresenceId, SittingId, TransportId } from '@invigil/contract/ids';
import type { Note } from '@invigil/contract/notes';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket as WsSocket } from 'ws';
import { CuttingProxy } from './testing/cuttingProxy.ts';
import { newStreamId, newTransportId, someStream } from './testing/media.ts';
import { newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
let proxy: CuttingProxy;
beforeAll(async () => {
  stage = await Stage.create();
  proxy = await CuttingProxy.create(stage.signaling.port);
});
afterAll(async () => {
  await proxy.close();
  await stage.close();
});

/** A candidate's page that only keeps what its link tells. */
class Desk {
  readonly link: LiveLink;
  readonly notes: Note[] = [];
  readonly welcomes: { welcome: WelcomeFrame; how: 'first' | 'fresh' }[] = [];
  readonly statuses: LinkStatus['state'][] = [];
  readonly faults: unknown[] = [];
  tokens = 0;

  constructor(
    options: Partial<LiveLinkOptions> & {
      of?: SittingId;
      on?: Stage;
      port?: number;
      lastsMs?: number;
      reachesApi?: () => boolean;
    } = {},
  ) {
    const {
      of = newSittingId(),
      on = stage,
      port = proxy.port,
      lastsMs = 60_000,
      reachesApi = () => true,
      ...rest
    } = options;
    this.link = LiveLink.open({
      WebSocket: WsSocket as unknown as SocketConstructor,
      getToken: async () => {
        if (!reachesApi()) throw new TypeError('fetch failed');
        this.tokens += 1;
        return {
          token: await on.candidateToken({ of, endsAt: Date.now() + lastsMs }),
          signalingUrl: `ws://127.0.0.1:${port}/live`,
          expiresAt: new Date().toISOString(),
        };
      },
      onWelcome: (welcome, how) => this.welcomes.push({ welcome, how }),
      onNote: (note) => this.notes.push(note),
      onStatus: ({ state }) => this.statuses.push(state),
      onFault: (error) => this.faults.push(error),
      random: () => 0,
      ...rest,
    });
  }

  async welcomed(times = 1): Promise<{ presenceId: PresenceId; transportId: TransportId }> {
    await expect.poll(() => this.welcomes.length, { timeout: 10_000 }).toBe(times);
    const welcome = this.welcomes.at(-1)?.welcome;
    if (welcome?.here.role !== 'candidate') throw new Error('not welcomed as a candidate');
    return { presenceId: welcome.presenceId, transportId: welcome.here.sendTransport.transportId };
  }

  is(state: LinkStatus['state']) {
    return expect.poll(() => this.link.status.state, { timeout: 10_000 }).toBe(state);
  }

  get numbers(): number[] {
    return this.notes.flatMap((note) => (note.name === 'demand' ? [note.data.watchers] : []));
  }
}

const demand = (presenceId: PresenceId, watchers: number) =>
  stage.media.tell({
    event: 'demand',
    presenceId,
    streamId: newStreamId(),
    source: 'screen',
    tile: true,
    focus: false,
    watchers,
  });

describe('a link over sockets that break', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'note' as const }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'call' as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'cut' as const }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('cutAfter' as const), bytes: fc.integer({ min: 1, max: 2_500 }) }),
    },
    { weight: 3, arbitrary: fc.constant({ kind: 'settle' as const }) },
  );

  test.each([
    ['of the ws package', WsSocket as unknown as SocketConstructor],
    ['of Node itself', WebSocket as unknown as SocketConstructor],
  ])(
    'delivers every note once and in order, and has every request carried out once, with the WebSocket %s',
    async (_, Socket) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
          // Without tokens it cannot give the presence up, however badly its tries to resume are cut.
          const desk: Desk = new Desk({ WebSocket: Socket, reachesApi: () => desk.welcomes.length === 0 });
          const { presenceId, transportId } = await desk.welcomed();
          const asked = () => stage.media.asked('publish').filter((data) => data.transportId === transportId);
          const calls: Promise<unknown>[] = [];
          let sent = 0;
          for (const { kind, ...rest } of steps) {
            if (kind === 'note') await demand(presenceId, ++sent);
            if (kind === 'call') {
              // The same track each time: the source is published once, and every request is a call of its own.
              calls.push(desk.link.call('publish', { transportId, stream: someStream('screen', 'track') }));
            }
            if (kind === 'cut') proxy.cut();
            if (kind === 'cutAfter' && 'bytes' in rest) proxy.cutAfter(rest.bytes);
            if (kind === 'settle') await desk.is('live');
            await setImmediate();
            await setImmediate();
          }
          proxy.cutAfter(Number.POSITIVE_INFINITY);
          const replies = await Promise.all(calls);
          await expect.poll(() => desk.numbers.length, { timeout: 10_000 }).toBe(sent);
          expect(desk.numbers).toEqual(Array.from({ length: sent }, (_unused, i) => i + 1));
          expect(asked()).toHaveLength(calls.length);
          expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBeLessThanOrEqual(1);
          expect(desk.welcomes).toHaveLength(1);
          expect(desk.faults).toEqual([]);
          desk.link.close();
        }),
        { numRuns: 12 },
      );
    },
  );

  test('which did break: there was much to resume', async () => {
    expect(await stage.metric('invigil_signaling_resumes_total')).toBeGreaterThan(10);
  });
});

describe('a link whose presence is gone', () => {
  test('joins anew with a fresh token, rejects what was under way, and goes on with the new presence', async () => {
    const short = await Stage.create({ presenceGraceMs: 50 });
    const line = await CuttingProxy.create(short.signaling.port);
    const desk = new Desk({ on: short, port: line.port });
    const first = await desk.welcomed();
    line.open = false;
    await expect.poll(() => short.media.asked('closePresence').length).toBeGreaterThan(0);
    const lost = desk.link.call('restartIce', { transportId: first.transportId });
    line.open = true;
    await expect(lost).rejects.toMatchObject({ code: 'resumeExpired' });
    const second = await desk.welcomed(2);
    expect(second.presenceId).not.toBe(first.presenceId);
    expect(desk.welcomes.map(({ how }) => how)).toEqual(['first', 'fresh']);
    await desk.link.call('restartIce', { transportId: second.transportId });
    desk.link.close();
    await line.close();
    await short.close();
  });

  test('follows signaling through a restart', async () => {
    const restarted = await Stage.create();
    const line = await CuttingProxy.create(restarted.signaling.port);
    const desk = new Desk({ on: restarted, port: line.port });
    await desk.welcomed();
    await restarted.signaling.close();
    await desk.is('reconnecting');
    line.targetPort = (await restarted.addSignaling('next')).signaling.port;
    const { transportId } = await desk.welcomed(2);
    await desk.link.call('restartIce', { transportId });
    desk.link.close();
    await line.close();
    await restarted.close();
  });
});

describe('a link that is told to stop', () => {
  test('by a newer page is superseded, and asks for no other token', async () => {
    const of = newSittingId();
    const older = new Desk({ of });
    await older.welcomed();
    const newer = new Desk({ of });
    await newer.welcomed();
    await older.is('superseded');
    await expect(older.link.call('restartIce', { transportId: newTransportId() })).rejects.toMatchObject({
      code: 'openElsewhere',
    });
    expect([older.tokens, newer.link.status.state]).toEqual([1, 'live']);
    newer.link.close();
  });

  test('by a newer page while it was away does not take the sitting back', async () => {
    const of = newSittingId();
    const line = await CuttingProxy.create(stage.signaling.port);
    let online = true;
    const older = new Desk({ of, port: line.port, reachesApi: () => online });
    await older.welcomed();
    line.open = online = false;
    const newer = new Desk({ of });
    await newer.welcomed();
    line.open = online = true;
    await older.is('superseded');
    expect(newer.link.status.state).toBe('live');
    newer.link.close();
    await line.close();
  });

  test('by the end of the exam is ended', async () => {
    const desk = new Desk({ lastsMs: 1_000 });
    await desk.is('ended');
  });

  test('by the api is refused with the reason; what may pass is tried again', async () => {
    const answers = [new AppError({ code: 'unavailable', retryAfterSeconds: 1 }), new AppError({ code: 'examClosed' })];
    const refused = new Desk({ getToken: () => Promise.reject(answers.shift()) });
    await refused.is('refused');
    expect(refused.link.status).toEqual({ state: 'refused', error: { code: 'examClosed' } });
    expect(answers).toEqual([]);
  });

  test('by its owner leaves at once: the server ends the presence without waiting for it', async () => {
    const desk = new Desk();
    const { presenceId } = await desk.welcomed();
    desk.link.close();
    desk.link.close();
    await expect.poll(() => stage.media.asked('closePresence').map((call) => call.presenceId)).toContain(presenceId);
    expect(desk.statuses).toEqual(['live', 'closed']);
  });
});
