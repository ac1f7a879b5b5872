import { randomUUID } from 'node:crypto';
import { closeReasons } from '@invigil/contract/frames';
import { roomId, type SittingId, type StreamId } from '@invigil/contract/ids';
import type { LinkState } from '@invigil/contract/live';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newStreamId, someDtls, someStream } from './testing/media.ts';
import { Page } from './testing/page.ts';
import { ScriptedApi } from './testing/scriptedApi.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

const hourMs = 3_600_000;
const poll = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 20 });

describe.each(['in one process', 'over Redis'])('exam day %s', (where) => {
  let redis: RedisServer | undefined;
  let stage: Stage;
  let api: ScriptedApi;
  beforeAll(async () => {
    redis = where === 'over Redis' ? await RedisServer.start() : undefined;
    const url = redis?.url;
    stage = await Stage.create({ ...(url ? { redisUrl: url } : {}), mediaFactTimes: { lossMs: 300, awayMs: 0 } });
    api = await ScriptedApi.create(await stage.join('api'));
  });
  afterAll(async () => {
    await api.close();
    await stage.close();
    await redis?.close();
  });

  /** A candidate who publishes a webcam and a screen. */
  async function publishing(options: { of?: SittingId; room?: ReturnType<typeof newRoomId> } = {}) {
    const of = options.of ?? newSittingId();
    const { page, welcome, here } = await stage.candidate({ ...options, of });
    const streams = await start(page, here.sendTransport);
    const link = (source: Source, state: LinkState) =>
      stage.media.tell({
        event: 'streamLink',
        presenceId: welcome.presenceId,
        stream: { streamId: streams.get(source) ?? newStreamId(), source, link: state },
      });
    return { of, page, welcome, streams, link };
  }

  async function start(page: Page, { transportId }: TransportOptions): Promise<Map<Source, StreamId>> {
    const { streams } = await page.get<'start', { streams: { source: Source; streamId: StreamId }[] }>('start', {
      transportId,
      dtlsParameters: someDtls,
      streams: [someStream('webcam', 'cam'), someStream('screen', 'screen')],
    });
    return new Map(streams.map(({ source, streamId }) => [source, streamId]));
  }

  test('the candidate’s page hears what the api decides, also what it missed while away', async () => {
    const sittingId = newSittingId();
    const { page, welcome } = await stage.candidate({ of: sittingId });
    const news = {
      sittingId,
      state: 'writing',
      deadline: Date.now() + hourMs,
      creditedSeconds: 0,
      pausedBy: null,
      admitted: false,
    } as const;
    await api.decide(news);
    expect((await page.heard('note', ({ name }) => name === 'sittingNews')).data).toEqual(news);
    page.drop();
    await page.closed;
    await api.decide({ ...news, state: 'paused', creditedSeconds: 12 });
    const back = await Page.resume(stage.url, welcome.resumeToken, 1);
    const missed = await back.heard('note', ({ name }) => name === 'sittingNews');
    expect(missed.data).toMatchObject({ state: 'paused', creditedSeconds: 12 });
    back.drop();
  });

  test('a later deadline lets a sitting stay beyond the end of its token, an earlier one changes nothing', async () => {
    const [shorter, longer] = [newSittingId(), newSittingId()];
    const endsAt = Date.now() + 1_500;
    const kept = await stage.candidate({ of: longer, endsAt });
    const ended = await stage.candidate({ of: shorter, endsAt });
    const news = { state: 'writing', creditedSeconds: 0, pausedBy: null, admitted: false } as const;
    await api.decide({ ...news, sittingId: longer, deadline: endsAt + hourMs });
    await api.decide({ ...news, sittingId: shorter, deadline: endsAt - 1_400 });
    expect((await ended.page.closed).code).toBe(closeReasons.ended.code);
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt);
    expect(await kept.page.ask('restartIce', { transportId: kept.here.sendTransport.transportId })).toMatchObject({
      ok: true,
    });
    kept.page.drop();
  });

  test.each(['submitted', 'terminated'] as const)('a sitting that is %s is told so, then closed', async (state) => {
    const room = newRoomId();
    const { page: proctor } = await stage.proctor({ rooms: [room] });
    const { of, page, welcome } = await publishing({ room });
    await api.decide({ sittingId: of, state, deadline: null, creditedSeconds: 0, pausedBy: null, admitted: false });
    expect((await page.heard('note', ({ name }) => name === 'sittingNews')).data).toMatchObject({ state });
    expect(await page.closed).toEqual({ code: closeReasons.ended.code, reason: 'ended' });
    await proctor.heard('note', ({ name, data }) => name === 'sittingLive' && Object(data).presence === 'gone');
    const again = await Page.resume(stage.url, welcome.resumeToken, 0);
    expect((await again.closed).code).toBe(closeReasons.ended.code);
    proctor.drop();
  });

  test('the proctors of a room hear its incidents, those of another room do not', async () => {
    const [room, other] = [newRoomId(), newRoomId()];
    const { page: mine } = await stage.proctor({ rooms: [room, other] });
    const { page: theirs } = await stage.proctor({ rooms: [other] });
    const common = { sittingId: newSittingId(), nature: 'conduct', reportedBy: 'page', facts: {}, beganAt: Date.now() };
    const incidents = [
      { ...common, incidentId: randomUUID(), kind: 'tabHidden', endedAt: null },
      { ...common, incidentId: randomUUID(), kind: 'focusLost', endedAt: null },
    ];
    await api.tellRoom(room, incidents[0]);
    await api.tellRoom(other, incidents[1]);
    const kinds = (page: Page) => page.notes('incident').map(({ data }) => Object(data).kind);
    await poll(() => kinds(mine).sort()).toEqual(['focusLost', 'tabHidden']);
    await poll(() => kinds(theirs)).toEqual(['focusLost']);
    mine.drop();
    theirs.drop();
  });

  test('media that stays away while the page is here is written down, with its end', async () => {
    const { of, page, link } = await publishing();
    await link('webcam', 'live');
    await link('screen', 'live');
    const before = Date.now();
    await link('screen', 'reconnecting');
    await poll(() => api.toldOf(of)).toEqual([['streamLost', 'open']]);
    await link('screen', 'lost');
    await link('screen', 'live');
    await poll(() => api.toldOf(of)).toEqual([
      ['streamLost', 'open'],
      ['streamLost', 'ended'],
    ]);
    const [lost, over] = api.told.filter(({ sittingId }) => sittingId === of);
    expect(over).toEqual({ ...lost, endedAt: expect.any(Number) });
    expect(lost).toMatchObject({ facts: { source: 'screen' } });
    expect(lost?.beganAt).toBeGreaterThanOrEqual(before - 50);
    page.drop();
  });

  test('what the page stopped, sends not on purpose, or lost with its own connection is no loss', async () => {
    const stopped = await publishing();
    for (const source of ['webcam', 'screen'] as const) await stopped.link(source, 'live');
    await stopped.link('screen', 'reconnecting');
    await stopped.page.get('unpublish', { streamId: stopped.streams.get('screen') ?? newStreamId() });
    const narrow = await publishing();
    await narrow.page.get('tellLadder', { step: 'stills' });
    const offline = await publishing();
    offline.page.drop();
    // A loss that is written down shows that the others had the time.
    const lost = await publishing();
    await poll(() => api.toldOf(lost.of)).toHaveLength(2);
    await poll(() => [stopped.of, narrow.of, offline.of].map((of) => api.toldOf(of))).toEqual([[], [], []]);
    for (const { page } of [stopped, narrow, lost]) page.drop();
  });

  test('a worker that dies is a loss only when its streams are not back soon', async () => {
    const { of, page, link } = await publishing();
    for (const source of ['webcam', 'screen'] as const) await link(source, 'live');
    await stage.media.killWorker(stage.media.worker, 'signaling');
    await page.heard('note', ({ name }) => name === 'republish');
    await poll(() => api.toldOf(of)).toEqual([
      ['streamLost', 'open'],
      ['streamLost', 'open'],
    ]);
    page.drop();
  });

  test('a page that comes back after a while is told as reconnected', async () => {
    const [sittingId, room] = [newSittingId(), newRoomId()];
    const { page: proctor } = await stage.proctor({ rooms: [room] });
    const aways = () => proctor.notes('sittingLive').filter(({ data }) => Object(data).presence === 'away').length;
    const { page, welcome } = await stage.candidate({ of: sittingId, room });
    page.drop();
    await poll(aways).toBe(1);
    const back = await Page.resume(stage.url, welcome.resumeToken, 0);
    await poll(() => api.toldOf(sittingId)).toEqual([['reconnected', 'ended']]);
    back.drop();
    await poll(aways).toBe(2);
    // A reloaded page joins anew.
    const { page: reloaded } = await stage.candidate({ of: sittingId, room });
    await poll(() => api.toldOf(sittingId).map(([kind]) => kind)).toEqual(['reconnected', 'reconnected']);
    proctor.drop();
    const { page: newer } = await stage.candidate({ of: sittingId, room });
    await poll(() => api.toldOf(sittingId).map(([kind]) => kind)).toEqual(['reconnected', 'reconnected', 'takenOver']);
    await reloaded.closed;
    newer.drop();
  });

  test('a device check has no incidents', async () => {
    const check = newSittingId();
    const first = await stage.candidate({ of: check, room: roomId.parse(check) });
    const second = await stage.candidate({ of: check, room: roomId.parse(check) });
    await first.page.closed;
    expect(await stage.metric('invigil_signaling_take_overs_total')).toBeGreaterThan(0);
    const { of } = await publishing();
    const newer = await stage.candidate({ of });
    await poll(() => api.toldOf(of)).not.toEqual([]);
    expect(api.toldOf(check)).toEqual([]);
    second.page.drop();
    newer.page.drop();
  });
});
