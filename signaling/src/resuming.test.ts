import { closeReasons } from '@invigil/contract/frames';
import type { PresenceId, SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newStreamId, newTransportId, someDtls, someStream } from './testing/media.ts';
import { Page } from './testing/page.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

const graceMs = 300;
const closedFor = (of: Stage) => of.media.asked('closePresence').map(({ presenceId }): PresenceId => presenceId);

/** A note whose payload says which of many it is. */
const demand = (presenceId: PresenceId, watchers: number, on: Stage = stage) =>
  on.media.tell({
    event: 'demand',
    presenceId,
    streamId: newStreamId(),
    source: 'screen',
    tile: true,
    focus: false,
    watchers,
  });
const numbers = (page: Page) => page.notes('demand').map(({ data }) => (data as { watchers: number }).watchers);
const upTo = (count: number, from = 0) => Array.from({ length: count - from }, (_, i) => from + i);

describe('a dropped socket', () => {
  test('resumes with every note it missed, in order and once, and no new media', async () => {
    const { page, welcome } = await stage.candidate();
    const placed = stage.media.asked('placeSitting').length;
    for (const i of upTo(3)) await demand(welcome.presenceId, i);
    await page.heard('note', ({ seq }) => seq === 3);
    page.drop();
    await page.closed;
    for (const i of upTo(8, 3)) await demand(welcome.presenceId, i);

    const again = await Page.resume(stage.url, welcome.resumeToken, 2);
    await again.heard('note', ({ seq }) => seq === 8);
    expect(again.frames[0]).toMatchObject({ type: 'resumed', presenceId: welcome.presenceId, seq: 8 });
    expect(numbers(again)).toEqual(upTo(8, 2));
    expect(stage.media.asked('placeSitting').length).toBe(placed);
    expect(closedFor(stage)).not.toContain(welcome.presenceId);
    again.drop();
  });

  test('has its requests answered once: the first answer is repeated, also to a request under way', async () => {
    const { page, welcome, here } = await stage.candidate();
    const { transportId } = here.sendTransport;
    const start = { transportId, dtlsParameters: someDtls, streams: [someStream('webcam')] };
    const first = await page.ask('start', start, 1);
    const release = Promise.withResolvers<void>();
    stage.media.next.set('publish', () => release.promise);
    const publish = { id: 2, name: 'publish', data: { transportId, stream: someStream('screen') } };
    page.send(publish);
    await expect.poll(() => stage.media.asked('publish').length).toBe(1);
    page.drop();
    await page.closed;

    const again = await Page.resume(stage.url, welcome.resumeToken, 0);
    await again.heard('resumed');
    again.send(publish);
    expect(await again.ask('start', start, 1)).toEqual(first);
    release.resolve();
    await again.heard('reply', ({ id, ok }) => id === 2 && ok);
    expect([
      stage.media.asked('publish').length,
      again.frames.filter((frame) => frame.type === 'reply').length,
    ]).toEqual([1, 2]);
    again.drop();
  });

  test('leaves its place to the newer of two sockets that resume', async () => {
    const { page, welcome } = await stage.candidate();
    const newer = await Page.resume(stage.url, welcome.resumeToken, 0);
    await newer.heard('resumed');
    await page.closed;
    await demand(welcome.presenceId, 7);
    await newer.heard('note');
    newer.drop();
  });

  test('cannot resume beyond the notes there are, nor from before those that are kept', async () => {
    const { page, welcome } = await stage.candidate();
    await expect(Page.resume(stage.url, welcome.resumeToken, 1)).rejects.toMatchObject({ status: 410 });
    page.drop();
    await page.closed;
    for (const i of upTo(limits.notesKept + 1)) await demand(welcome.presenceId, i);
    await expect(Page.resume(stage.url, welcome.resumeToken, 0)).rejects.toEqual({
      status: 410,
      body: { code: 'resumeExpired' },
    });
    const again = await Page.resume(stage.url, welcome.resumeToken, 1);
    await again.heard('note', ({ seq }) => seq === limits.notesKept + 1);
    expect(again.notes()).toHaveLength(limits.notesKept);
    again.drop();
  });

  test('that does not come back within the grace ends the presence: media closed, room told, resume refused', async () => {
    const short = await Stage.create({ presenceGraceMs: graceMs });
    const { page: proctor } = await short.proctor();
    const { page, welcome, here } = await short.candidate();
    page.drop();
    const seen = (presence: SittingLive['presence']) =>
      proctor.heard('note', ({ data }) => {
        const live = data as SittingLive;
        return live.sittingId === here.sittingId && live.presence === presence;
      });
    await seen('away');
    await seen('gone');
    await expect.poll(() => closedFor(short)).toContain(welcome.presenceId);
    await expect(Page.resume(short.url, welcome.resumeToken, 0)).rejects.toMatchObject({ status: 410 });
    const { here: later } = await short.proctor();
    expect(later.sittings).toEqual([]);
    await short.close();
  });

  test('that resumes again and again within the grace keeps its presence beyond it', async () => {
    const short = await Stage.create({ presenceGraceMs: graceMs });
    const { page, welcome } = await short.candidate();
    const began = Date.now();
    let current = page;
    while (Date.now() - began < 2 * graceMs) {
      current.drop();
      await current.closed;
      current = await Page.resume(short.url, welcome.resumeToken, 0);
      await current.heard('resumed');
    }
    expect(closedFor(short)).toEqual([]);
    await short.close();
  });
});

describe('a newer page', () => {
  const take = async (of: SittingId) => ({
    older: await stage.candidate({ of }),
    newer: await stage.candidate({ of }),
  });

  test('takes the sitting: the older is closed as superseded with its media, the room sees one state', async () => {
    const room = newRoomId();
    const { page: proctor } = await stage.proctor({ rooms: [room] });
    const of = newSittingId();
    const older = await stage.candidate({ of, room });
    const newer = await stage.candidate({ of, room });
    expect(await older.page.closed).toEqual({ code: closeReasons.superseded.code, reason: 'superseded' });
    await expect.poll(() => closedFor(stage)).toContain(older.welcome.presenceId);
    await newer.page.get('start', {
      transportId: newer.here.sendTransport.transportId,
      dtlsParameters: someDtls,
      streams: [someStream('webcam')],
    });
    await proctor.heard('note', ({ data }) => (data as SittingLive).streams.length === 1);
    const states = proctor.notes('sittingLive').map(({ data }) => (data as SittingLive).presence);
    expect(states).not.toContain('gone');
    newer.page.drop();
  });

  test('keeps it: the older one, resuming, hears that it was superseded and does not take it back', async () => {
    const { older, newer } = await take(newSittingId());
    await older.page.closed;
    const again = await Page.resume(stage.url, older.welcome.resumeToken, 0);
    expect((await again.closed).code).toBe(closeReasons.superseded.code);
    expect(await newer.page.ask('restartIce', { transportId: newTransportId() })).toMatchObject({ ok: false });
  });

  test('of many that come at once, one stays and every other is superseded', async () => {
    const of = newSittingId();
    const pages = await Promise.all(upTo(6).map(() => stage.candidate({ of })));
    const closes = pages.map(({ page }) => page.closed.then(({ code }) => code));
    const staying = Symbol('staying');
    await expect
      .poll(async () => {
        const states = await Promise.all(closes.map((close) => Promise.race([close, Promise.resolve(staying)])));
        return states.filter((state) => state === staying).length;
      })
      .toBe(1);
  });
});

test('at the end its token names, a presence is closed as ended, and says so to a page that resumes', async () => {
  const { page, welcome } = await stage.candidate({ endsAt: Date.now() + 400 });
  expect(await page.closed).toEqual({ code: closeReasons.ended.code, reason: 'ended' });
  const again = await Page.resume(stage.url, welcome.resumeToken, 0);
  expect((await again.closed).code).toBe(closeReasons.ended.code);
  await expect.poll(() => closedFor(stage)).toContain(welcome.presenceId);
});

test('closing signaling tells every page, closes all media, frees every sitting and refuses new pages', async () => {
  const going = await Stage.create();
  const pages = [(await going.candidate()).page, (await going.candidate()).page, (await going.proctor()).page];
  const { url } = going;
  const token = await going.candidateToken();
  await going.signaling.close();
  for (const page of pages) expect((await page.closed).code).toBe(closeReasons.shuttingDown.code);
  expect(new Set(closedFor(going)).size).toBe(2);
  expect(going.media.held.transports).toBe(0);
  await expect(Page.join(url, token)).rejects.toBeDefined();
  await going.addSignaling('next');
  await going.close();
});
