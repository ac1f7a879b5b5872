import { AppError } from '@invigil/contract/errors';
import type { PresenceId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { newStreamId, newTransportId, someDtls, someStream } from './testing/media.ts';
import type { Page } from './testing/page.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

const told = (page: Page, fits: (live: SittingLive) => boolean) =>
  page.heard('note', ({ name, data }) => name === 'sittingLive' && fits(data as SittingLive));

test('a candidate is welcomed with a ready send transport and starts every stream in one request', async () => {
  const sitting = newSittingId();
  const { page, here } = await stage.candidate({ of: sitting });
  expect(here).toMatchObject({ sittingId: sitting, roomId: stage.room });
  const reply = await page.get('start', {
    transportId: here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam', 'cam'), someStream('screen', 'screen')],
  });
  expect(reply).toMatchObject({
    streams: [
      { source: 'webcam', trackId: 'cam' },
      { source: 'screen', trackId: 'screen' },
    ],
  });
  page.drop();
});

test('a proctor sees who is live in the welcome, and every change by a note with a growing version', async () => {
  const room = newRoomId();
  const early = await stage.candidate({ room });
  const { page, here } = await stage.proctor({ rooms: [room] });
  expect(here.sittings).toMatchObject([{ sittingId: early.here.sittingId, presence: 'here', streams: [] }]);

  const late = await stage.candidate({ room });
  const joined = await told(page, ({ sittingId }) => sittingId === late.here.sittingId);
  await late.page.get('start', {
    transportId: late.here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam')],
  });
  const started = await told(page, (live) => live.sittingId === late.here.sittingId && live.streams.length === 1);
  const [before, after] = [joined.data, started.data].map((data) => (data as SittingLive).version);
  expect(after).toBeGreaterThan(before ?? 0);

  late.page.socket.close(1000);
  await told(page, (live) => live.sittingId === late.here.sittingId && live.presence === 'gone');
  early.page.drop();
  await told(page, (live) => live.sittingId === early.here.sittingId && live.presence === 'away');
  page.drop();
});

test('a stream is told as live once its media node says that media arrives', async () => {
  const room = newRoomId();
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const { page, welcome, here } = await stage.candidate({ room });
  const { streams } = await page.get<'start', { streams: [{ streamId: SittingLive['streams'][0]['streamId'] }] }>(
    'start',
    {
      transportId: here.sendTransport.transportId,
      dtlsParameters: someDtls,
      streams: [someStream('webcam')],
    },
  );
  const [{ streamId }] = streams;
  const link = (live: SittingLive) => live.streams.find((stream) => stream.streamId === streamId)?.link;
  await told(proctor, (live) => link(live) === 'reconnecting');
  await stage.media.tell({
    event: 'streamLink',
    presenceId: welcome.presenceId,
    stream: { streamId, source: 'webcam', link: 'live' },
  });
  await told(proctor, (live) => link(live) === 'live');
  const note = await page.heard('note', ({ name }) => name === 'streamLink');
  expect(note.data).toEqual({ streamId, source: 'webcam', link: 'live' });
});

test('changes of a link come together: a hundred in a burst are a few notes, the last of them right', async () => {
  const room = newRoomId();
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const { page, welcome, here } = await stage.candidate({ room });
  const { streams } = await page.get<'start', { streams: [{ streamId: SittingLive['streams'][0]['streamId'] }] }>(
    'start',
    {
      transportId: here.sendTransport.transportId,
      dtlsParameters: someDtls,
      streams: [someStream('screen')],
    },
  );
  const [{ streamId }] = streams;
  const before = proctor.notes('sittingLive').length;
  const states = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? ('low' as const) : ('live' as const)));
  for (const link of [...states, 'lost' as const]) {
    await stage.media.tell({
      event: 'streamLink',
      presenceId: welcome.presenceId,
      stream: { streamId, source: 'screen', link },
    });
  }
  await told(proctor, (live) => live.streams.some((stream) => stream.link === 'lost'));
  await page.heard('note', ({ name, data }) => name === 'streamLink' && (data as { link: string }).link === 'lost');
  expect(proctor.notes('sittingLive').length - before).toBeLessThanOrEqual(4);
  expect(page.notes('streamLink').length).toBeLessThanOrEqual(4);
});

test('a source has one track; the same track again is a repeat, and after unpublish another may follow', async () => {
  const { page, here } = await stage.candidate();
  const { transportId } = here.sendTransport;
  const cam = someStream('webcam');
  await page.get('start', { transportId, dtlsParameters: someDtls, streams: [cam] });
  const again = await page.get<'publish', { streamId: ReturnType<typeof newStreamId> }>('publish', {
    transportId,
    stream: cam,
  });
  const other = await page.ask('publish', { transportId, stream: someStream('webcam') });
  expect(other).toMatchObject({ ok: false, error: { code: 'sourceAlreadyPublished' } });
  await page.get('unpublish', { streamId: again.streamId });
  await page.get('publish', { transportId, stream: someStream('webcam') });
});

test('of two tracks of one source published at once, one is refused', async () => {
  const { page, here } = await stage.candidate();
  const { transportId } = here.sendTransport;
  const replies = await Promise.all(
    [1, 2].map((id) => page.ask('publish', { transportId, stream: someStream('screen') }, id)),
  );
  expect(replies.map(({ ok }) => ok).sort()).toEqual([false, true]);
});

test("a candidate cannot touch what is not its own: another's transport, another's stream", async () => {
  const victim = await stage.candidate();
  const { streams } = await victim.page.get<'start', { streams: { streamId: string }[] }>('start', {
    transportId: victim.here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam')],
  });
  const { page } = await stage.candidate();
  const asked = stage.media.calls.length;
  for (const transportId of [victim.here.sendTransport.transportId, newTransportId()]) {
    for (const [name, data] of [
      ['start', { transportId, dtlsParameters: someDtls, streams: [] }],
      ['publish', { transportId, stream: someStream('webcam') }],
      ['restartIce', { transportId }],
    ] as const) {
      expect(await page.ask(name, data)).toMatchObject({ ok: false, error: { code: 'transportNotFound' } });
    }
  }
  for (const streamId of [streams[0]?.streamId, newStreamId()]) {
    expect(await page.ask('unpublish', { streamId })).toMatchObject({ error: { code: 'streamNotFound' } });
  }
  expect(stage.media.calls.length).toBe(asked);
});

test('restartIce answers new credentials for its own transport', async () => {
  const { page, here } = await stage.candidate();
  const { transportId } = here.sendTransport;
  expect(await page.get('restartIce', { transportId })).toMatchObject({ iceParameters: { usernameFragment: 'again' } });
});

test('the demand for a stream reaches its page as it was told', async () => {
  const { page, welcome } = await stage.candidate();
  const demand = { streamId: newStreamId(), source: 'screen' as const, tile: true, focus: false, watchers: 2 };
  await stage.media.tell({ event: 'demand', presenceId: welcome.presenceId, ...demand });
  const note = await page.heard('note', ({ name }) => name === 'demand');
  expect(note).toMatchObject({ seq: 1, data: demand });
});

test('what the media node refuses or fails to answer reaches the page as its code, and the next try works', async () => {
  const { page, here } = await stage.candidate();
  const data = {
    transportId: here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('screen')],
  };
  stage.media.next.set('start', () => Promise.reject(new AppError({ code: 'mediaRefused' })));
  expect(await page.ask('start', data)).toMatchObject({ ok: false, error: { code: 'mediaRefused' } });
  stage.media.next.set('start', () => Promise.reject(new Error('a bug')));
  expect(await page.ask('start', data)).toMatchObject({ ok: false, error: { code: 'internal' } });
  expect(await page.ask('start', data)).toMatchObject({ ok: true });
});

test('a page that leaves on purpose is gone at once: its media is closed', async () => {
  const { page, welcome } = await stage.candidate();
  page.socket.close(1000);
  await vi.waitFor(() => expect(closedPresences()).toContain(welcome.presenceId));
});

test('a sitting that finds no place is refused with noCapacity, and the older page keeps it', async () => {
  const sitting = newSittingId();
  const { page, welcome } = await stage.candidate({ of: sitting });
  stage.media.next.set('placeSitting', () =>
    Promise.reject(new AppError({ code: 'noCapacity', retryAfterSeconds: 5 })),
  );
  await expect(stage.candidate({ of: sitting })).rejects.toMatchObject({ status: 503, body: { code: 'noCapacity' } });
  expect(closedPresences()).not.toContain(welcome.presenceId);
  expect(await page.ask('restartIce', { transportId: newTransportId() })).toMatchObject({ ok: false });
});

const closedPresences = (): PresenceId[] => stage.media.asked('closePresence').map(({ presenceId }) => presenceId);
