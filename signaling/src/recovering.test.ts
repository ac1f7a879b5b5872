import { AppError } from '@invigil/contract/errors';
import { type StreamId, type WorkerId, workerId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import type { TransportOptions } from '@invigil/contract/transports';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId, someCapabilities, someDtls, someStream } from './testing/media.ts';
import { Page } from './testing/page.ts';
import { ScriptedMediaNode } from './testing/scriptedMediaNode.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

type Candidate = Awaited<ReturnType<Stage['candidate']>>;
const worker = (name: string): WorkerId => workerId.parse(name);

async function publish({ page }: Candidate, { transportId }: TransportOptions, trackId = 'cam'): Promise<StreamId> {
  const { streams } = await page.get<'start', { streams: { streamId: StreamId }[] }>('start', {
    transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam', trackId)],
  });
  return streams[0]?.streamId ?? newStreamId();
}

const republished = async (page: Page, nth = 1): Promise<TransportOptions> => {
  await page.heard('note', () => page.notes('republish').length >= nth);
  const note = page.notes('republish')[nth - 1];
  if (!note) throw new Error('no republish');
  return (note.data as { sendTransport: TransportOptions }).sendTransport;
};
const told = (page: Page, fits: (live: SittingLive) => boolean) =>
  page.heard('note', ({ name, data }) => name === 'sittingLive' && fits(data as SittingLive));

test('a dead worker: the streams vanish from the room, watches close, and each page publishes on a new place', async () => {
  const room = newRoomId();
  stage.media.worker = worker('doomed');
  const candidate = await stage.candidate({ room });
  const old = await publish(candidate, candidate.here.sendTransport);
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const watched = await proctor.get<'watch', { watches: { watchId: string }[]; transports: TransportOptions[] }>(
    'watch',
    {
      rtpCapabilities: someCapabilities,
      streams: [{ streamId: old, step: 'tile' }],
    },
  );

  stage.media.worker = worker('spare');
  await stage.media.killWorker(worker('doomed'));
  const transport = await republished(candidate.page);
  expect(transport.transportId).not.toBe(candidate.here.sendTransport.transportId);
  await told(proctor, ({ streams }) => streams.length === 0);
  const closed = await proctor.heard('note', ({ name }) => name === 'watchesClosed');
  expect(closed.data).toEqual({ watchIds: watched.watches.map(({ watchId }) => watchId) });
  const receiver = await proctor.heard('note', ({ name }) => name === 'receiverClosed');
  expect(receiver.data).toEqual({ transportId: watched.transports[0]?.transportId });

  const fresh = await publish(candidate, transport);
  await told(proctor, ({ streams }) => streams.some(({ streamId }) => streamId === fresh));
  const again = await proctor.get<'watch', { transports: unknown[]; watches: unknown[] }>('watch', {
    streams: [{ streamId: fresh, step: 'tile' }],
  });
  expect([again.transports.length, again.watches.length]).toEqual([1, 1]);
  for (const page of [candidate.page, proctor]) page.drop();
});

test('300 publishers of a dead worker are placed again, once each, and the proctor is told of all', async () => {
  const room = newRoomId();
  stage.media.worker = worker('crowded');
  const candidates: Candidate[] = [];
  for (let batch = 0; batch < 15; batch += 1) {
    candidates.push(...(await Promise.all(Array.from({ length: 20 }, () => stage.candidate({ room })))));
  }
  await Promise.all(candidates.map((candidate) => publish(candidate, candidate.here.sendTransport)));
  const { page: proctor, here } = await stage.proctor({ rooms: [room] });
  expect(here.sittings).toHaveLength(300);

  stage.media.worker = worker('next');
  const placedBefore = stage.media.asked('placeSitting').length;
  await stage.media.killWorker(worker('crowded'));
  await Promise.all(candidates.map(({ page }) => republished(page)));
  expect(stage.media.asked('placeSitting').length - placedBefore).toBe(300);
  await Promise.all(candidates.map((candidate) => republished(candidate.page).then((to) => publish(candidate, to))));
  const live = () => new Map(proctor.notes('sittingLive').map(({ data }) => [(data as SittingLive).sittingId, data]));
  await expect
    .poll(() => [...live().values()].filter((data) => (data as SittingLive).streams.length === 1).length, {
      timeout: 5_000,
    })
    .toBe(300);
  for (const { page } of candidates) page.drop();
  proctor.drop();
});

test('a lost publisher gets another send transport', async () => {
  const candidate = await stage.candidate();
  const { transportId } = candidate.here.sendTransport;
  const stream = await publish(candidate, candidate.here.sendTransport);
  const event = { presenceId: candidate.welcome.presenceId, transportId, streamIds: [stream] };
  await stage.media.tell({ event: 'publisherLost', ...event });
  const next = await republished(candidate.page);
  // Told again about the old transport, nothing happens.
  await stage.media.tell({ event: 'publisherLost', ...event });
  await publish(candidate, next);
  expect(candidate.page.notes('republish')).toHaveLength(1);
  candidate.page.drop();
});

test('while its page is away a lost publisher waits; the resumed page gets the new transport', async () => {
  const { page, welcome, here } = await stage.candidate();
  const { transportId } = here.sendTransport;
  page.drop();
  await page.closed;
  const placed = stage.media.asked('placeSitting').length;
  const { page: proctor, here: seen } = await stage.proctor();
  expect(seen.sittings.find(({ sittingId }) => sittingId === here.sittingId)?.presence).toBe('away');
  await stage.media.tell({ event: 'publisherLost', presenceId: welcome.presenceId, transportId, streamIds: [] });
  await told(proctor, ({ sittingId }) => sittingId === here.sittingId);
  expect(stage.media.asked('placeSitting').length).toBe(placed);
  const again = await Page.resume(stage.url, welcome.resumeToken, 0);
  await republished(again);
  expect(stage.media.asked('placeSitting').length).toBe(placed + 1);
  again.drop();
  proctor.drop();
});

test('a worker that dies while a page is away: the page finds its new place when it resumes', async () => {
  stage.media.worker = worker('short-lived');
  const candidate = await stage.candidate();
  await publish(candidate, candidate.here.sendTransport);
  candidate.page.drop();
  await candidate.page.closed;
  stage.media.worker = worker('long-lived');
  await stage.media.killWorker(worker('short-lived'));
  const again = await Page.resume(stage.url, candidate.welcome.resumeToken, 0);
  await republished(again);
  again.drop();
});

test('where there is no capacity for a moment, the new place comes when there is', async () => {
  stage.media.worker = worker('first');
  const candidate = await stage.candidate();
  await publish(candidate, candidate.here.sendTransport);
  stage.media.next.set('placeSitting', () =>
    Promise.reject(new AppError({ code: 'noCapacity', retryAfterSeconds: 1 })),
  );
  await stage.media.killWorker(worker('first'));
  await republished(candidate.page);
  candidate.page.drop();
});

test('a transport that the media node does not know any more is replaced, though nobody told of its end', async () => {
  const candidate = await stage.candidate();
  const { transportId } = candidate.here.sendTransport;
  stage.media.next.set('start', () => Promise.reject(new AppError({ code: 'transportNotFound' })));
  const start = { transportId, dtlsParameters: someDtls, streams: [] };
  expect(await candidate.page.ask('start', start)).toMatchObject({ error: { code: 'transportNotFound' } });
  await publish(candidate, await republished(candidate.page));
  candidate.page.drop();
});

test('a media node that is gone without a word: its publishers are placed elsewhere, its receivers closed', async () => {
  const room = newRoomId();
  const other = await ScriptedMediaNode.create(await stage.join('media-2'));
  await stage.media.load({ load: 0.1, draining: true });
  const known = await stage.addSignaling('sees-both');
  const candidate = await stage.candidate({ room, url: known.url });
  const stream = await publish(candidate, candidate.here.sendTransport);
  expect(other.asked('start')).toHaveLength(1);
  const { page: proctor } = await stage.proctor({ rooms: [room], url: known.url });
  await proctor.get('watch', { rtpCapabilities: someCapabilities, streams: [{ streamId: stream, step: 'tile' }] });

  await stage.media.load({ load: 0.1, draining: false });
  await other.close();
  const next = await republished(candidate.page);
  await publish(candidate, next);
  await proctor.heard('note', ({ name }) => name === 'receiverClosed');
  expect(stage.media.asked('start').at(-1)?.transportId).toBe(next.transportId);
  candidate.page.drop();
  proctor.drop();
});

test('sittings go to the less loaded node, and to none that drains', async () => {
  const other = await ScriptedMediaNode.create(await stage.join('media-3'));
  const placedOnOther = () => other.asked('placeSitting').length;
  await other.load({ load: 0.9, draining: false });
  const busy = await stage.addSignaling('prefers-idle');
  for (let i = 0; i < 5; i += 1) (await stage.candidate({ url: busy.url })).page.drop();
  expect(placedOnOther()).toBe(0);
  await other.load({ load: 0, draining: false });
  const idle = await stage.addSignaling('prefers-other');
  for (let i = 0; i < 5; i += 1) (await stage.candidate({ url: idle.url })).page.drop();
  expect(placedOnOther()).toBe(5);
  await other.load({ load: 0, draining: true });
  const draining = await stage.addSignaling('avoids-draining');
  for (let i = 0; i < 5; i += 1) (await stage.candidate({ url: draining.url, of: newSittingId() })).page.drop();
  expect(placedOnOther()).toBe(5);
  await other.close();
});
