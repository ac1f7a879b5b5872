import type { StreamId, TransportId } from '@invigil/contract/ids';
import type { LinkState, SittingLive } from '@invigil/contract/live';
import type { TransportOptions } from '@invigil/contract/transports';
import { expect, onTestFinished, test } from 'vitest';
import { newStreamId, someCapabilities, someDtls, someStream } from './testing/media.ts';
import type { Page } from './testing/page.ts';
import { ScriptedMediaNode } from './testing/scriptedMediaNode.ts';
import { newRoomId, Stage } from './testing/stage.ts';

type Candidate = Awaited<ReturnType<Stage['candidate']>>;

/** A media node with everybody, and another that takes them once the first drains. */
async function given({ arrivesWithinMs = 8_000 } = {}) {
  const stage = await Stage.create({
    migrationTimes: { arrivesWithinMs, unwatchedWithinMs: 20_000, restMs: 60_000 },
  });
  onTestFinished(() => stage.close());
  const join = async () => {
    const other = await ScriptedMediaNode.create(await stage.join('media-2'));
    onTestFinished(() => other.close());
    return other;
  };
  return { stage, drain: () => stage.media.load({ load: 0, draining: true }), join };
}

async function publish({ page }: Candidate, { transportId }: TransportOptions): Promise<StreamId> {
  const { streams } = await page.get<'start', { streams: { streamId: StreamId }[] }>('start', {
    transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam', 'cam')],
  });
  return streams[0]?.streamId ?? newStreamId();
}

const noted = async <D>(page: Page, name: string) => (await page.heard('note', (note) => note.name === name)).data as D;
const told = (page: Page, fits: (live: SittingLive) => boolean) =>
  page.heard('note', ({ name, data }) => name === 'sittingLive' && fits(data as SittingLive));
const shows = (streamId: StreamId) => (live: SittingLive) =>
  live.streams.some((stream) => stream.streamId === streamId);

function arrives(node: ScriptedMediaNode, { welcome }: Candidate, streamId: StreamId, link: LinkState = 'live') {
  const { presenceId } = welcome;
  return node.tell({ event: 'streamLink', presenceId, stream: { streamId, source: 'webcam', link } });
}

function watched(node: ScriptedMediaNode, { welcome }: Candidate, streamId: StreamId, watchers: number) {
  const demand = { streamId, source: 'webcam' as const, tile: watchers > 0, focus: false, watchers };
  return node.tell({ event: 'demand', presenceId: welcome.presenceId, ...demand });
}

test('a sitting moves while both places send, and the former is closed when nobody watches there any more', async () => {
  const { stage, drain, join } = await given();
  const room = newRoomId();
  const candidate = await stage.candidate({ room });
  const { page } = candidate;
  const old = await publish(candidate, candidate.here.sendTransport);
  await arrives(stage.media, candidate, old);
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  await proctor.get('watch', { rtpCapabilities: someCapabilities, streams: [{ streamId: old, step: 'tile' }] });
  await watched(stage.media, candidate, old, 1);
  const other = await join();
  await drain();

  const { sendTransport } = await noted<{ sendTransport: TransportOptions }>(page, 'migrate');
  const next = await publish(candidate, sendTransport);
  expect(proctor.notes('sittingLive').some(({ data }) => shows(next)(data as SittingLive))).toBe(false);
  await arrives(other, candidate, next);
  const live = await told(proctor, shows(next));
  expect((live.data as SittingLive).streams).toEqual([{ streamId: next, source: 'webcam', link: 'live' }]);
  const again = await proctor.get<'watch', { transports: unknown[]; watches: unknown[] }>('watch', {
    streams: [{ streamId: next, step: 'tile' }],
  });
  expect([again.transports.length, again.watches.length]).toEqual([1, 1]);
  expect([page.notes('placeClosed').length, stage.media.asked('closePresence').length]).toEqual([0, 0]);

  await watched(stage.media, candidate, old, 0);
  const closed = await noted<{ transportId: TransportId }>(page, 'placeClosed');
  expect(closed.transportId).toBe(candidate.here.sendTransport.transportId);
  await expect.poll(() => stage.media.asked('closePresence').length).toBe(1);
  expect(page.notes('republish')).toEqual([]);
  expect([proctor.notes('watchesClosed').length, proctor.notes('receiverClosed').length]).toEqual([0, 0]);
  expect(await stage.metric('invigil_signaling_migrations_total')).toBe(1);
});

test('a page that shares nothing yet is just placed anew', async () => {
  const { stage, drain, join } = await given();
  const { page } = await stage.candidate();
  const other = await join();
  await drain();
  await noted(page, 'republish');
  expect(page.notes('migrate')).toEqual([]);
  expect(other.held.transports).toBe(1);
  await expect.poll(() => stage.media.held.transports).toBe(0);
});

test('a page that does not come along keeps what it has, until its media node ends', async () => {
  const { stage, drain, join } = await given({ arrivesWithinMs: 300 });
  const candidate = await stage.candidate();
  const old = await publish(candidate, candidate.here.sendTransport);
  await arrives(stage.media, candidate, old);
  const other = await join();
  await drain();
  const { sendTransport } = await noted<{ sendTransport: TransportOptions }>(candidate.page, 'migrate');
  const closed = await noted<{ transportId: TransportId }>(candidate.page, 'placeClosed');
  expect(closed.transportId).toBe(sendTransport.transportId);
  await expect.poll(() => other.held.transports).toBe(0);
  expect(stage.media.held).toMatchObject({ transports: 1, streams: 1 });
  await stage.media.killWorker(stage.media.worker);
  await noted(candidate.page, 'republish');
});

test('when the old place dies while the page moves, the next one counts at once', async () => {
  const { stage, drain, join } = await given();
  const room = newRoomId();
  const candidate = await stage.candidate({ room });
  await arrives(stage.media, candidate, await publish(candidate, candidate.here.sendTransport));
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  await join();
  await drain();
  const { sendTransport } = await noted<{ sendTransport: TransportOptions }>(candidate.page, 'migrate');
  const next = await publish(candidate, sendTransport);
  await stage.media.killWorker(stage.media.worker);
  await told(proctor, shows(next));
  await noted(candidate.page, 'placeClosed');
  expect(candidate.page.notes('republish')).toEqual([]);
});

test('no more than eight sittings move at once', async () => {
  const { stage, drain, join } = await given();
  const candidates = await Promise.all(Array.from({ length: 10 }, () => stage.candidate()));
  for (const candidate of candidates)
    await arrives(stage.media, candidate, await publish(candidate, candidate.here.sendTransport));
  const other = await join();
  await drain();
  const moving = () => candidates.filter(({ page }) => page.notes('migrate').length > 0);
  await expect.poll(() => moving().length).toBe(8);
  const [first] = moving();
  if (!first) throw new Error('nobody moves');
  const { sendTransport } = await noted<{ sendTransport: TransportOptions }>(first.page, 'migrate');
  await arrives(other, first, await publish(first, sendTransport));
  await expect.poll(() => moving().length).toBe(9);
});
