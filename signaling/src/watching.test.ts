import { AppError } from '@invigil/contract/errors';
import type { RoomId, StreamId, WatchId } from '@invigil/contract/ids';
import { workerId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SignalReply } from '@invigil/contract/signals';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId, newTransportId, newWatchId, someCapabilities, someDtls, someStream } from './testing/media.ts';
import type { Page } from './testing/page.ts';
import { newRoomId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

type Watched = SignalReply<'watch'>;

/** A candidate that publishes a webcam on a worker of the media node. */
async function publisher(room: RoomId, worker = 'media-w1'): Promise<StreamId> {
  stage.media.worker = workerId.parse(worker);
  const { page, here } = await stage.candidate({ room });
  const { streams } = await page.get<'start', { streams: { streamId: StreamId }[] }>('start', {
    transportId: here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam')],
  });
  return streams[0]?.streamId ?? newStreamId();
}

const tiles = (streamIds: StreamId[]) => streamIds.map((streamId) => ({ streamId, step: 'tile' as const }));
const watch = (page: Page, streamIds: StreamId[]) =>
  page.get<'watch', Watched>('watch', { rtpCapabilities: someCapabilities, streams: tiles(streamIds) });

/** A proctor who has heard of `streams` streams. */
async function proctorOf(room: RoomId, streams: number) {
  const proctor = await stage.proctor({ rooms: [room] });
  const known = () =>
    new Set(
      [...proctor.here.sittings, ...proctor.page.notes('sittingLive').map(({ data }) => data as never)].flatMap(
        (live: { streams: { streamId: string }[] }) => live.streams.map(({ streamId }) => streamId),
      ),
    );
  if (known().size < streams) await proctor.page.heard('note', () => known().size >= streams);
  return proctor;
}

test('a page of streams on two workers opens one receiver on each, and again only what is new', async () => {
  const room = newRoomId();
  const streams = [await publisher(room, 'a'), await publisher(room, 'b'), await publisher(room, 'a')];
  const { page } = await proctorOf(room, 3);
  const first = await watch(page, streams);
  expect(first.transports).toHaveLength(2);
  expect(first.watches.map(({ streamId }) => streamId).sort()).toEqual([...streams].sort());
  const [receiver] = first.transports;
  await page.get('connectReceiver', {
    transportId: receiver?.transportId ?? newTransportId(),
    dtlsParameters: someDtls,
  });

  const again = await page.get<'watch', Watched>('watch', { streams: tiles([streams[0] ?? newStreamId()]) });
  expect(again.transports).toEqual([]);
  expect(again.watches).toHaveLength(1);
});

test('several requests at once open one receiver per worker, told before any watch that uses it', async () => {
  const room = newRoomId();
  const streams = [await publisher(room, 'c'), await publisher(room, 'c'), await publisher(room, 'c')];
  const { page } = await proctorOf(room, 3);
  const replies = await Promise.all(streams.map((streamId) => watch(page, [streamId])));
  expect(replies.map(({ transports }) => transports.length)).toEqual([1, 0, 0]);
  const arrived = page.frames.flatMap((frame) => (frame.type === 'reply' && frame.ok ? [frame.id] : []));
  expect(arrived).toEqual([...arrived].sort((a, b) => a - b));
});

test('the first watch needs what the browser can decode', async () => {
  const { page } = await stage.proctor();
  expect(await page.ask('watch', { streams: tiles([newStreamId()]) })).toMatchObject({
    error: { code: 'invalid', issues: [{ path: 'rtpCapabilities' }] },
  });
});

test("a stranger's room: its streams are not found, though they exist, and the others are watched", async () => {
  const mine = newRoomId();
  const theirs = newRoomId();
  const [own, strange] = [await publisher(mine), await publisher(theirs)];
  const { page } = await proctorOf(mine, 1);
  const { watches, refused } = await watch(page, [own, strange, newStreamId()]);
  expect(watches.map(({ streamId }) => streamId)).toEqual([own]);
  expect(refused).toHaveLength(2);
  expect(refused.every(({ error }) => error.code === 'streamNotFound')).toBe(true);
  expect(page.notes('sittingLive').every(({ data }) => (data as { roomId: RoomId }).roomId === mine)).toBe(true);
});

test('what fails on one worker is refused there and watched elsewhere', async () => {
  const room = newRoomId();
  const streams = [await publisher(room, 'd'), await publisher(room, 'e')];
  const { page } = await proctorOf(room, 2);
  stage.media.next.set('watch', () => Promise.reject(new AppError({ code: 'unavailable', retryAfterSeconds: 1 })));
  const { transports, watches, refused } = await watch(page, streams);
  expect([transports.length, watches.length]).toEqual([2, 1]);
  expect(refused).toMatchObject([{ error: { code: 'unavailable' } }]);
});

test('its own watches are resumed, paused, stepped and closed in batches', async () => {
  const room = newRoomId();
  const streams = [await publisher(room), await publisher(room)];
  const { page } = await proctorOf(room, 2);
  const { watches } = await watch(page, streams);
  const watchIds = watches.map(({ watchId }) => watchId);
  await page.get('resumeWatch', { watchIds });
  await page.get('setStep', { watchIds, step: 'focus' });
  await page.get('pauseWatch', { watchIds });
  await page.get('unwatch', { watchIds });
  for (const name of ['resumeWatch', 'setStep', 'pauseWatch', 'unwatch'] as const) {
    expect(stage.media.asked(name).at(-1)?.watchIds).toEqual(watchIds);
  }
});

test("another's watches and receivers are not found, and nothing of the batch is done", async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const victim = await proctorOf(room, 1);
  const theirs = await watch(victim.page, [stream]);
  const { page } = await proctorOf(room, 1);
  const own = await watch(page, [stream]);
  const asked = stage.media.calls.length;
  const strange = [theirs.watches[0]?.watchId ?? newWatchId(), newWatchId()];
  for (const watchId of strange) {
    const watchIds: WatchId[] = [...own.watches.map((opened) => opened.watchId), watchId];
    for (const name of ['resumeWatch', 'pauseWatch', 'unwatch'] as const) {
      expect(await page.ask(name, { watchIds })).toMatchObject({ error: { code: 'watchNotFound' } });
    }
    expect(await page.ask('setStep', { watchIds, step: 'focus' })).toMatchObject({ error: { code: 'watchNotFound' } });
  }
  const transportId = theirs.transports[0]?.transportId;
  for (const [name, data] of [
    ['connectReceiver', { transportId, dtlsParameters: someDtls }],
    ['restartIce', { transportId }],
  ] as const) {
    expect(await page.ask(name, data)).toMatchObject({ error: { code: 'transportNotFound' } });
  }
  expect(stage.media.calls.length).toBe(asked);
});

test('a watch that ended by itself is told once, and a request that crosses the note harms nobody', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page, welcome } = await proctorOf(room, 1);
  const { watches } = await watch(page, [stream]);
  const watchIds = watches.map(({ watchId }) => watchId);
  const event = { event: 'watchesClosed' as const, presenceId: welcome.presenceId, watchIds };
  await stage.media.tell(event);
  await stage.media.tell(event);
  await page.heard('note', ({ name }) => name === 'watchesClosed');
  expect(await page.ask('resumeWatch', { watchIds })).toMatchObject({ ok: true });
  expect(await page.ask('unwatch', { watchIds })).toMatchObject({ ok: true });
  expect(page.notes('watchesClosed')).toHaveLength(1);
});

test('a lost receiver takes its watches with it, and the next watch opens another', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page, welcome } = await proctorOf(room, 1);
  const { transports } = await watch(page, [stream]);
  const transportId = transports[0]?.transportId ?? newTransportId();
  await stage.media.tell({ event: 'receiverLost', presenceId: welcome.presenceId, transportId });
  await page.heard('note', ({ name }) => name === 'receiverClosed');
  expect(
    page
      .notes()
      .map(({ name }) => name)
      .filter((name) => name !== 'sittingLive'),
  ).toEqual(['watchesClosed', 'receiverClosed']);
  expect((await watch(page, [stream])).transports).toHaveLength(1);
});

test('a watch that is over before its answer is here is told after it', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page, welcome } = await proctorOf(room, 1);
  const over = newWatchId();
  stage.media.nextWatchId = over;
  stage.media.next.set('watch', () =>
    stage.media.tell({ event: 'watchesClosed', presenceId: welcome.presenceId, watchIds: [over] }),
  );
  expect((await watch(page, [stream])).watches).toMatchObject([{ watchId: over }]);
  await page.heard('note', ({ name }) => name === 'watchesClosed');
  const order = page.frames.flatMap((frame) =>
    frame.type === 'reply' || (frame.type === 'note' && frame.name === 'watchesClosed') ? [frame.type] : [],
  );
  expect(order).toEqual(['reply', 'note']);
});

test('a receiver that its media node does not know any more is told as closed, and the next watch opens another', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page } = await proctorOf(room, 1);
  const { transports } = await watch(page, [stream]);
  stage.media.next.set('watch', () => Promise.reject(new AppError({ code: 'transportNotFound' })));
  expect((await watch(page, [stream])).refused).toMatchObject([{ error: { code: 'transportNotFound' } }]);
  const note = await page.heard('note', ({ name }) => name === 'receiverClosed');
  expect(note.data).toEqual({ transportId: transports[0]?.transportId });
  expect((await watch(page, [stream])).transports).toHaveLength(1);
});

test('nobody watches more streams than the limit', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page } = await proctorOf(room, 1);
  const batch = Array.from({ length: limits.watchesPerBatch }, () => stream);
  for (let open = 0; open < limits.watchesPerProctor; open += limits.watchesPerBatch) {
    expect((await watch(page, batch)).watches).toHaveLength(limits.watchesPerBatch);
  }
  expect(await page.ask('watch', { streams: tiles([stream]) })).toMatchObject({ error: { code: 'tooManyWatches' } });
});

test('the media of a proctor who left is closed, also what was being opened', async () => {
  const room = newRoomId();
  const stream = await publisher(room);
  const { page, welcome } = await proctorOf(room, 1);
  const opening = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  stage.media.next.set('openReceiver', () => {
    asked.resolve();
    return opening.promise;
  });
  page.send({ id: 1, name: 'watch', data: { rtpCapabilities: someCapabilities, streams: tiles([stream]) } });
  await asked.promise;
  page.socket.close(1000);
  await page.closed;
  opening.resolve();
  await expect
    .poll(() => stage.media.asked('closePresence').some(({ presenceId }) => presenceId === welcome.presenceId))
    .toBe(true);
});
