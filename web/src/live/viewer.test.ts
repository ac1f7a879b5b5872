import type { StreamId } from '@invigil/contract/ids';
import { signals } from '@invigil/contract/signals';
import type { Step } from '@invigil/contract/sources';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isContinued } from './succession.ts';
import {
  aDevice,
  aStreamId,
  aTransportId,
  aWatchId,
  consumableVideo,
  signalingThat,
  transportOptionsOf,
} from './testing.ts';
import { Viewer } from './viewer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A server with one worker: it opens a transport for the first watch and then one consumer for each stream. */
async function aWall(refuse: StreamId[] = [], firstFrame?: () => Promise<void>) {
  let watches = 0;
  let transports = 0;
  let open = false;
  const signaling = signalingThat({
    watch: ({ streams }) => {
      const opened = open ? [] : [transportOptionsOf(++transports)];
      open = true;
      const able = streams.filter(({ streamId }) => !refuse.includes(streamId));
      return {
        transports: opened,
        watches: able.map(({ streamId }) => ({
          watchId: aWatchId(++watches),
          streamId,
          transportId: aTransportId(transports),
          kind: 'video' as const,
          rtpParameters: consumableVideo(),
        })),
        refused: refuse.map((streamId) => ({ streamId, error: { code: 'streamNotFound' as const } })),
      };
    },
  });
  const pictures = new Set<StreamId>();
  const tracks = new Map<StreamId, MediaStreamTrack | undefined>();
  const hiccup = vi.fn();
  const viewer = new Viewer({
    call: signaling.call,
    picture: (streamId, track) => {
      tracks.set(streamId, track);
      if (track === undefined) pictures.delete(streamId);
      else pictures.add(streamId);
    },
    firstFrame,
    hiccup,
  });
  viewer.moveTo(await aDevice(), []);
  const loseWorker = () => {
    open = false;
    viewer.receiverClosed(aTransportId(transports));
  };
  return { viewer, signaling, pictures, tracks, hiccup, loseWorker };
}

const show = (...streams: [number, Step][]) => new Map(streams.map(([n, step]) => [aStreamId(n), step]));
const settle = () => vi.advanceTimersByTimeAsync(60);

test('what comes into sight together is watched and resumed in one batch each', async () => {
  const { viewer, signaling, pictures, hiccup } = await aWall();
  viewer.show(show([1, 'tile']));
  viewer.show(show([1, 'tile'], [2, 'tile'], [3, 'tile']));
  await settle();
  expect(signaling.names()).toEqual(['watch', 'connectReceiver', 'resumeWatch']);
  expect(signaling.asked[0]?.data).toMatchObject({
    streams: [1, 2, 3].map((n) => ({ streamId: aStreamId(n), step: 'tile' })),
  });
  expect(signals.watch.data.parse(JSON.parse(JSON.stringify(signaling.asked[0]?.data))).rtpCapabilities).toBeDefined();
  expect(signaling.asked[2]?.data).toEqual({ watchIds: [1, 2, 3].map(aWatchId) });
  expect(pictures.size).toBe(3);
  expect(hiccup).not.toHaveBeenCalled();
});

test('the browser’s capabilities travel once for each presence', async () => {
  const { viewer, signaling } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.show(show([1, 'tile'], [2, 'tile']));
  await settle();
  const sent = signaling.asked.flatMap(({ name, data }) =>
    name === 'watch' ? [data.rtpCapabilities !== undefined] : [],
  );
  expect(sent).toEqual([true, false]);
});

test('focus and back change the step of the watch there is', async () => {
  const { viewer, signaling } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.show(show([1, 'focus']));
  await settle();
  viewer.show(show([1, 'tile']));
  await settle();
  expect(signaling.asked.slice(3)).toEqual([
    { name: 'setStep', data: { watchIds: [aWatchId(1)], step: 'focus' } },
    { name: 'setStep', data: { watchIds: [aWatchId(1)], step: 'tile' } },
  ]);
});

test('who looks closer waits for no batch', async () => {
  const { viewer, signaling } = await aWall();
  viewer.show(show([1, 'tile'], [2, 'tile']));
  await settle();
  viewer.show(show([1, 'focus'], [2, 'tile']));
  expect(signaling.asked.slice(3)).toEqual([{ name: 'setStep', data: { watchIds: [aWatchId(1)], step: 'focus' } }]);
});

test('leaving the viewport pauses, and closes ten seconds later', async () => {
  const { viewer, signaling, pictures } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.show(show());
  await settle();
  expect(signaling.names().slice(3)).toEqual(['pauseWatch']);
  await vi.advanceTimersByTimeAsync(9_800);
  expect(pictures.size).toBe(1);
  await vi.advanceTimersByTimeAsync(300);
  expect(signaling.names().slice(3)).toEqual(['pauseWatch', 'unwatch']);
  expect(pictures.size).toBe(0);
});

test('coming back in time only resumes', async () => {
  const { viewer, signaling } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.show(show());
  await settle();
  viewer.show(show([1, 'tile']));
  await settle();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(signaling.names().slice(3)).toEqual(['pauseWatch', 'resumeWatch']);
});

test('a worker’s death opens another transport and watches what is in sight again', async () => {
  const { viewer, signaling, pictures, loseWorker } = await aWall();
  viewer.show(show([1, 'tile'], [2, 'focus']));
  await settle();
  loseWorker();
  expect(pictures.size).toBe(0);
  await settle();
  expect(signaling.names().slice(3)).toEqual(['watch', 'connectReceiver', 'resumeWatch']);
  expect(signaling.asked[3]?.data).toMatchObject({
    streams: [
      { streamId: aStreamId(1), step: 'tile' },
      { streamId: aStreamId(2), step: 'focus' },
    ],
  });
  expect(pictures.size).toBe(2);
});

test('a refused stream is asked for again ever more rarely, and fails nothing else', async () => {
  const { viewer, signaling, pictures } = await aWall([aStreamId(1)]);
  viewer.show(show([1, 'tile'], [2, 'tile']));
  await settle();
  expect([...pictures]).toEqual([aStreamId(2)]);
  const watches = () => signaling.names().filter((name) => name === 'watch').length;
  await vi.advanceTimersByTimeAsync(1_600);
  expect(watches()).toBe(3);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(watches()).toBe(3);
  viewer.show(show([2, 'tile']));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(watches()).toBe(3);
});

test('a new presence watches everything in sight anew', async () => {
  const { viewer, signaling, pictures } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.moveTo(await aDevice(), []);
  expect(pictures.size).toBe(0);
  await settle();
  expect(signaling.names().slice(3, 4)).toEqual(['watch']);
});

test('a stream that goes on as another is shown until the first frame of that one is here, then closed at once', async () => {
  const { promise: frame, resolve: comes } = Promise.withResolvers<void>();
  const { viewer, signaling, tracks } = await aWall([], () => frame);
  viewer.show(show([1, 'tile']));
  await settle();
  const old = tracks.get(aStreamId(1));
  viewer.succeed(aStreamId(1), aStreamId(2));
  expect(tracks.get(aStreamId(2))).toBe(old);
  viewer.show(show([2, 'tile']));
  await settle();
  expect(signaling.names().slice(3)).toEqual(['watch', 'resumeWatch']);
  expect(tracks.get(aStreamId(2))).toBe(old);
  comes();
  await settle();
  const next = tracks.get(aStreamId(2));
  if (old === undefined || next === undefined) throw new Error('nothing is shown');
  expect(isContinued(old, next)).toBe(true);
  expect(tracks.get(aStreamId(1))).toBeUndefined();
  expect(signaling.asked.slice(5)).toEqual([{ name: 'unwatch', data: { watchIds: [aWatchId(1)] } }]);
});

test('a stream that ends before the next is here leaves its place to it', async () => {
  const { viewer, pictures, tracks } = await aWall([], () => new Promise(() => undefined));
  viewer.show(show([1, 'tile']));
  await settle();
  const old = tracks.get(aStreamId(1));
  viewer.succeed(aStreamId(1), aStreamId(2));
  viewer.show(show([2, 'tile']));
  await settle();
  viewer.watchesClosed([aWatchId(1)]);
  expect([...pictures]).toEqual([aStreamId(2)]);
  expect(tracks.get(aStreamId(2))).not.toBe(old);
});

test('what is out of sight when it goes on is not shown', async () => {
  const { viewer, pictures, signaling } = await aWall();
  viewer.show(show([1, 'tile']));
  await settle();
  viewer.show(show());
  await settle();
  viewer.succeed(aStreamId(1), aStreamId(2));
  await settle();
  expect([...pictures]).toEqual([aStreamId(1)]);
  expect(signaling.names().filter((name) => name === 'watch')).toHaveLength(1);
});
