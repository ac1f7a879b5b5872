import { AppError } from '@invigil/contract/errors';
import type { StreamId } from '@invigil/contract/ids';
import { signals } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import { afterEach, expect, test, vi } from 'vitest';
import { Publisher } from './publisher.ts';
import {
  aDevice,
  aStreamId,
  aTrack,
  aTransportId,
  publishingAnswers,
  signalingThat,
  transportOptionsOf,
} from './testing.ts';

let publisher: Publisher | undefined;
afterEach(() => publisher?.close());

function aPublisher(signaling: ReturnType<typeof signalingThat>) {
  const published = new Map<Source, StreamId | undefined>();
  const refused = vi.fn();
  const hiccup = vi.fn();
  publisher = new Publisher({
    call: signaling.call,
    published: (source, streamId) => published.set(source, streamId),
    media: () => undefined,
    refused,
    hiccup,
  });
  return { publisher, published, refused, hiccup };
}

test('two tracks shared before the place is there go out in one start, as the wire wants it', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  const [webcam, screen] = [aTrack(), aTrack()];
  publisher.share('webcam', webcam);
  publisher.share('screen', screen);
  publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
  await vi.waitFor(() => expect(published.get('screen')).toBeDefined());

  expect(signaling.names()).toEqual(['start']);
  const start = signaling.asked[0];
  expect(signals.start.data.parse(start?.data)).toMatchObject({
    transportId: aTransportId(1),
    streams: [
      {
        trackId: webcam.id,
        source: 'webcam',
        rtpParameters: { encodings: [{ maxBitrate: 600_000 }] },
      },
      { trackId: screen.id, source: 'screen' },
    ],
  });
});

test('what is shared later is published over the started transport', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
  publisher.share('webcam', aTrack());
  await vi.waitFor(() => expect(published.get('webcam')).toBeDefined());
  publisher.share('screen', aTrack());
  await vi.waitFor(() => expect(published.get('screen')).toBeDefined());
  expect(signaling.names()).toEqual(['start', 'publish']);
});

test('a new place gets the same live tracks in one start, and none of them is stopped', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  const device = await aDevice();
  const tracks = [aTrack(), aTrack()] as const;
  publisher.moveTo(device, transportOptionsOf(1), []);
  publisher.share('webcam', tracks[0]);
  publisher.share('screen', tracks[1]);
  await vi.waitFor(() => expect(published.get('screen')).toBeDefined());
  const before = signaling.asked.length;

  publisher.moveTo(device, transportOptionsOf(2), []);
  expect(published.get('webcam')).toBeUndefined();
  await vi.waitFor(() => expect(published.get('webcam')).toBeDefined());
  expect(signaling.asked.slice(before)).toMatchObject([
    { name: 'start', data: { transportId: aTransportId(2), streams: tracks.map(({ id }) => ({ trackId: id })) } },
  ]);
  expect(tracks.map(({ readyState }) => readyState)).toEqual(['live', 'live']);
});

test('a new place does not wait for the answer of a dead one', async () => {
  const answers = publishingAnswers();
  const signaling = signalingThat({
    ...answers,
    start: (data) =>
      data.transportId === aTransportId(1)
        ? new Promise<never>(() => undefined)
        : (answers.start?.(data) ?? { streams: [] }),
  });
  const { publisher, published } = aPublisher(signaling);
  const device = await aDevice();
  publisher.share('webcam', aTrack());
  publisher.moveTo(device, transportOptionsOf(1), []);
  await vi.waitFor(() => expect(signaling.names()).toEqual(['start']));
  publisher.moveTo(device, transportOptionsOf(2), []);
  await vi.waitFor(() => expect(published.get('webcam')).toBeDefined());
});

test('stopping a source tells the server, and sharing it again publishes the new track', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
  publisher.share('screen', aTrack());
  await vi.waitFor(() => expect(published.get('screen')).toBeDefined());
  publisher.stop('screen');
  await vi.waitFor(() => expect(signaling.names()).toEqual(['start', 'unpublish']));
  expect(published.get('screen')).toBeUndefined();
  publisher.share('screen', aTrack());
  await vi.waitFor(() => expect(published.get('screen')).toBe(aStreamId(2)));
  expect(signaling.names()).toEqual(['start', 'unpublish', 'publish']);
});

test('another track of a source that is shared goes on as the same stream', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
  publisher.share('webcam', aTrack());
  await vi.waitFor(() => expect(published.get('webcam')).toBeDefined());
  publisher.share('webcam', aTrack());
  publisher.share('screen', aTrack());
  await vi.waitFor(() => expect(published.get('screen')).toBeDefined());
  expect(signaling.names()).toEqual(['start', 'publish']);
  expect(published.get('webcam')).toBe(aStreamId(1));
});

test('an error that waiting may cure is tried again, with what was prepared', async () => {
  vi.useFakeTimers();
  try {
    const answers = publishingAnswers();
    let tries = 0;
    const signaling = signalingThat({
      start: (data) => {
        tries += 1;
        if (tries === 1) throw new AppError({ code: 'noCapacity', retryAfterSeconds: 5 });
        return answers.start?.(data) ?? { streams: [] };
      },
    });
    const { publisher, published, hiccup, refused } = aPublisher(signaling);
    publisher.share('webcam', aTrack());
    publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
    await vi.advanceTimersByTimeAsync(4_900);
    expect([tries, hiccup.mock.calls.length]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect(published.get('webcam')).toBeDefined();
    expect(refused).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});

test('what only the person can help is told and not tried again', async () => {
  const signaling = signalingThat({
    start: () => {
      throw new AppError({ code: 'mediaRefused' });
    },
  });
  const { publisher, refused } = aPublisher(signaling);
  publisher.share('webcam', aTrack());
  publisher.moveTo(await aDevice(), transportOptionsOf(1), []);
  await vi.waitFor(() => expect(refused).toHaveBeenCalledTimes(1));
  expect(signaling.names()).toEqual(['start']);
});

test('while a media node is emptied the same tracks go to two places, and the page hears of the next when it counts', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  const device = await aDevice();
  const webcam = aTrack();
  publisher.share('webcam', webcam);
  publisher.moveTo(device, transportOptionsOf(1), []);
  await vi.waitFor(() => expect(published.get('webcam')).toBe(aStreamId(1)));

  publisher.migrateTo(device, transportOptionsOf(2), []);
  await vi.waitFor(() => expect(signaling.names()).toEqual(['start', 'start']));
  expect(signaling.asked[1]?.data).toMatchObject({ transportId: aTransportId(2), streams: [{ trackId: webcam.id }] });
  expect(published.get('webcam')).toBe(aStreamId(1));
  publisher.share('screen', aTrack());
  await vi.waitFor(() => expect(signaling.names().slice(2)).toEqual(['publish', 'publish']));

  publisher.placeClosed(aTransportId(1));
  expect(published.get('webcam')).toBe(aStreamId(2));
  expect(webcam.readyState).toBe('live');
  publisher.stop('webcam');
  await vi.waitFor(() => expect(signaling.names().slice(4)).toEqual(['unpublish']));
});

test('a next place that is given up leaves everything as it was', async () => {
  const signaling = signalingThat(publishingAnswers());
  const { publisher, published } = aPublisher(signaling);
  const device = await aDevice();
  publisher.share('webcam', aTrack());
  publisher.moveTo(device, transportOptionsOf(1), []);
  await vi.waitFor(() => expect(published.get('webcam')).toBe(aStreamId(1)));
  publisher.migrateTo(device, transportOptionsOf(2), []);
  await vi.waitFor(() => expect(signaling.names()).toEqual(['start', 'start']));
  publisher.placeClosed(aTransportId(2));
  expect(published.get('webcam')).toBe(aStreamId(1));
});
