import { randomUUID } from 'node:crypto';
import { closeReasons } from '@invigil/contract/frames';
import { heldSitting, sittingsOf } from '@invigil/contract/heldSitting';
import { messageId, nodeId, type RoomId, type SittingId, type StreamId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newStreamId, someCapabilities, someDtls, someStream } from '../testing/media.ts';
import { Page } from '../testing/page.ts';
import { ScriptedApi } from '../testing/scriptedApi.ts';
import { newRoomId, newSittingId, Stage } from '../testing/stage.ts';

const poll = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 20 });

describe.each(['in one process', 'over Redis'])('a resume that reaches another node, %s', (where) => {
  let redis: RedisServer | undefined;
  let stage: Stage;
  let api: ScriptedApi;
  let urls: [string, string];
  beforeAll(async () => {
    redis = where === 'over Redis' ? await RedisServer.start() : undefined;
    const url = redis?.url;
    stage = await Stage.create({ ...(url ? { redisUrl: url } : {}), lookEveryMs: 100 });
    const second = await stage.addSignaling('signaling-2');
    urls = [stage.url, second.url];
    api = await ScriptedApi.create(await stage.join('api'));
  });
  afterAll(async () => {
    await api.close();
    await stage.close();
    await redis?.close();
  });

  const say = (room: RoomId, sittingId: SittingId, text: string) =>
    api.tellConversation(room, {
      type: 'message',
      messageId: messageId.parse(randomUUID()),
      sittingId,
      at: Date.now(),
      from: 'proctor',
      byId: null,
      message: { text },
    });
  const saidIn = (page: Page) =>
    page.notes('conversation').map(({ data }) => (data as { message: { text: string } }).message.text);
  const start = async (page: Page, transportId: Parameters<typeof someStream>[1] & string, id?: number) =>
    page.ask('start', { transportId, dtlsParameters: someDtls, streams: [someStream('webcam', 'cam')] }, id);
  const numbers = (page: Page) => page.notes().map(({ seq }) => seq);

  test('brings a candidate over: media untouched, notes told once and in order, requests answered as before', async () => {
    const [room, of] = [newRoomId(), newSittingId()];
    const watchers = await Promise.all(urls.map((url) => stage.proctor({ rooms: [room], url })));
    const { page, welcome, here } = await stage.candidate({ of, room });
    const first = await start(page, here.sendTransport.transportId, 1);
    await say(room, of, 'one');
    await poll(() => saidIn(page)).toEqual(['one']);
    const seen = Math.max(...numbers(page));
    page.drop();
    await page.closed;
    await say(room, of, 'two');
    const placed = stage.media.asked('placeSitting').length;

    const again = await Page.resume(urls[1], welcome.resumeToken, seen);
    expect(await again.heard('resumed')).toMatchObject({ presenceId: welcome.presenceId });
    await poll(() => saidIn(again)).toEqual(['two']);
    await stage.media.tell(
      {
        event: 'demand',
        presenceId: welcome.presenceId,
        streamId: newStreamId(),
        source: 'webcam',
        tile: true,
        focus: false,
        watchers: 3,
      },
      'signaling-2',
    );
    await again.heard('note', ({ name }) => name === 'demand');
    expect(numbers(again)).toEqual(numbers(again).map((_, i) => seen + 1 + i));
    expect(await start(again, here.sendTransport.transportId, 1)).toEqual(first);
    expect(stage.media.asked('start')).toHaveLength(1);
    expect(stage.media.asked('placeSitting').length).toBe(placed);
    expect(stage.media.asked('closePresence').map((one) => one.presenceId)).not.toContain(welcome.presenceId);
    expect(stage.media.asked('moveOwner')).toContainEqual({
      presenceId: welcome.presenceId,
      signalingNodeId: 'signaling-2',
    });
    const cluster = await stage.join(`reader-${randomUUID()}`);
    await poll(async () => (await cluster.find(sittingsOf(room), of, heldSitting))?.value.signalingNodeId).toBe(
      'signaling-2',
    );
    await cluster.close();
    for (const { page: watcher } of watchers) {
      const told = () => watcher.notes('sittingLive').map(({ data }) => data as SittingLive);
      await poll(() => told().at(-1)).toMatchObject({ presence: 'here', streams: [{ source: 'webcam' }] });
      expect(told().map(({ presence }) => presence)).not.toContain('gone');
    }
    for (const one of [again, ...watchers.map(({ page: watcher }) => watcher)]) one.drop();
  });

  test('back and forth in the middle of a conversation loses no word and says none twice', async () => {
    const [room, of] = [newRoomId(), newSittingId()];
    const candidate = await stage.candidate({ of, room });
    const proctor = await stage.proctor({ rooms: [room] });
    const texts = Array.from({ length: 150 }, (_, i) => `word ${i}`);
    const talking = (async () => {
      for (const text of texts) await say(room, of, text);
    })();
    const travel = async ({ page, welcome }: { page: Page; welcome: { resumeToken: string } }) => {
      const heard: string[] = [];
      let current = page;
      let after = 0;
      const read = () => {
        for (const note of current.notes()) {
          if (note.seq <= after) continue;
          expect(note.seq).toBe(after + 1);
          after = note.seq;
          if (note.name === 'conversation') heard.push((note.data as { message: { text: string } }).message.text);
        }
      };
      for (let turn = 0; turn < 6; turn += 1) {
        // Every other time the older socket is still open.
        if (turn % 2 === 0) current.drop();
        read();
        current = await Page.resume(urls[(turn + 1) % 2 === 0 ? 0 : 1], welcome.resumeToken, after);
        await current.heard('resumed');
      }
      await talking;
      await poll(() => {
        read();
        return heard.length;
      }).toBe(texts.length);
      expect(heard).toEqual(texts);
      current.drop();
    };
    await Promise.all([travel(candidate), travel(proctor)]);
  });

  test('brings a proctor over: rooms, watches and place in the team, and a look goes on as one', async () => {
    const room = newRoomId();
    const candidate = await stage.candidate({ room });
    const { sittingId, sendTransport } = candidate.here;
    const started = await start(candidate.page, sendTransport.transportId);
    const [{ streamId }] = (started as unknown as { data: { streams: [{ streamId: StreamId }] } }).data.streams;
    const colleague = await stage.proctor({ rooms: [room], url: urls[1] });
    const { page, welcome } = await stage.proctor({ rooms: [room] });
    await page.heard('note', ({ data }) => (data as SittingLive).streams?.length === 1);
    const { watches } = await page.get<'watch', { watches: { watchId: string; transportId: string }[] }>('watch', {
      rtpCapabilities: someCapabilities,
      streams: [{ streamId, step: 'tile' }],
    });
    await page.get('attend', { sittingId });
    const looks = () => api.looks.filter((look) => look.sittingId === sittingId);
    await poll(() => looks().length).toBeGreaterThan(2);
    const after = Math.max(0, ...numbers(page));

    const again = await Page.resume(urls[1], welcome.resumeToken, after);
    await again.heard('resumed');
    const count = looks().length;
    await poll(() => looks().length).toBeGreaterThan(count + 3);
    expect(new Set(looks().map(({ lookId }) => lookId)).size).toBe(1);
    const watchIds = watches.map(({ watchId }) => watchId);
    expect(await again.ask('setStep', { watchIds, step: 'focus' }, 10)).toMatchObject({ ok: true });
    expect(stage.media.asked('setStep').at(-1)).toEqual({ watchIds, step: 'focus' });
    await stage.media.tell(
      { event: 'watchesClosed', presenceId: welcome.presenceId, watchIds: watchIds as never },
      'signaling-2',
    );
    await again.heard('note', ({ name }) => name === 'watchesClosed');
    const states = colleague.page
      .notes('proctorPresence')
      .map(({ data }) => data as ProctorPresence)
      .filter(({ presenceId }) => presenceId === welcome.presenceId)
      .map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['here']));
    candidate.page.socket.close(1000);
    await again.heard('note', ({ name, data }) => name === 'sittingLive' && (data as SittingLive).presence === 'gone');
    for (const one of [again, colleague.page]) one.drop();
  });

  test('is told why the presence is over, and refused when nobody has it', async () => {
    const of = newSittingId();
    const older = await stage.candidate({ of });
    const newer = await stage.candidate({ of });
    await older.page.closed;
    const late = await Page.resume(urls[1], older.welcome.resumeToken, 0);
    expect((await late.closed).code).toBe(closeReasons.superseded.code);
    newer.page.socket.close(1000);
    await newer.page.closed;
    await poll(() =>
      Page.resume(urls[1], newer.welcome.resumeToken, 0).catch((refusal: { status: number }) => refusal.status),
    ).toBe(410);
  });

  test('is refused, and nothing changes, while the media node does not agree', async () => {
    const { page, welcome } = await stage.candidate();
    stage.media.next.set('moveOwner', () => Promise.reject(new Error('not now')));
    await expect(Page.resume(urls[1], welcome.resumeToken, 0)).rejects.toBeDefined();
    await page.closed;
    const again = await Page.resume(urls[0], welcome.resumeToken, 0);
    await again.heard('resumed');
    expect(stage.media.asked('moveOwner').at(-1)).toEqual({
      presenceId: welcome.presenceId,
      signalingNodeId: nodeId.parse('signaling'),
    });
    again.drop();
  });
});
