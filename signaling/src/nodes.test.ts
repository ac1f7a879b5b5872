import { randomUUID } from 'node:crypto';
import { closeReasons } from '@invigil/contract/frames';
import { heldSitting, sittingLeaseMs, sittingsOf } from '@invigil/contract/heldSitting';
import { presenceId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId, someCapabilities, someDtls, someStream } from './testing/media.ts';
import type { Page } from './testing/page.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
let second: Awaited<ReturnType<Stage['addSignaling']>>;
beforeAll(async () => {
  stage = await Stage.create();
  second = await stage.addSignaling('signaling-2');
});
afterAll(() => stage.close());

const told = (page: Page, fits: (live: SittingLive) => boolean) =>
  page.heard('note', ({ name, data }) => name === 'sittingLive' && fits(data as SittingLive));

test('a proctor on one node sees and watches candidates on another', async () => {
  const room = newRoomId();
  const { page: proctor } = await stage.proctor({ rooms: [room], url: second.url });
  const { page, here } = await stage.candidate({ room });
  await told(proctor, ({ sittingId }) => sittingId === here.sittingId);
  const { streams } = await page.get<'start', { streams: { streamId: ReturnType<typeof newStreamId> }[] }>('start', {
    transportId: here.sendTransport.transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam')],
  });
  await told(proctor, (live) => live.streams.length === 1);
  const streamId = streams[0]?.streamId ?? newStreamId();
  const reply = await proctor.get<'watch', { watches: unknown[] }>('watch', {
    rtpCapabilities: someCapabilities,
    streams: [{ streamId, step: 'focus' }],
  });
  expect(reply.watches).toHaveLength(1);
  page.drop();
  await told(proctor, ({ presence }) => presence === 'away');
  proctor.drop();
});

test('a newer page on another node takes the sitting over, with a version above the last', async () => {
  const [of, room] = [newSittingId(), newRoomId()];
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const older = await stage.candidate({ of, room });
  const newer = await stage.candidate({ of, room, url: second.url });
  expect((await older.page.closed).code).toBe(closeReasons.superseded.code);
  newer.page.drop();
  await told(proctor, ({ presence }) => presence === 'away');
  const versions = proctor.notes('sittingLive').map(({ data }) => (data as SittingLive).version);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(new Set(versions).size).toBe(versions.length);
  await expect
    .poll(() => stage.media.asked('closePresence').map((call) => call.presenceId))
    .toContain(older.welcome.presenceId);
  proctor.drop();
});

test('pages that take a sitting from each other on two nodes at once end with one of them', async () => {
  const of = newSittingId();
  const urls = [stage.url, second.url, stage.url, second.url];
  const pages = await Promise.all(urls.map((url) => stage.candidate({ of, url })));
  const open = () => pages.filter(({ page }) => page.socket.readyState === page.socket.OPEN).length;
  await expect.poll(open).toBe(1);
});

test('a sitting whose node died is taken at once, and its media is closed', async () => {
  const [of, room] = [newSittingId(), newRoomId()];
  const dead = await stage.join('dead');
  const orphan = presenceId.parse(randomUUID());
  const version = Date.now() + 60_000;
  stage.hub.leases.hold({
    group: sittingsOf(room),
    name: of,
    owner: randomUUID(),
    ttlMs: sittingLeaseMs / 3,
    text: JSON.stringify({
      nodeId: dead.nodeId,
      value: heldSitting.parse({
        live: { sittingId: of, roomId: room, version, presence: 'here', streams: [], blocked: [], ladder: 'full' },
        presenceId: orphan,
        signalingNodeId: dead.nodeId,
        mediaNodeId: stage.media.nodeId,
        workerId: stage.media.worker,
      }),
    }),
  });
  await dead.close();
  const { page: proctor, here: before } = await stage.proctor({ rooms: [room] });
  expect(before.sittings).toMatchObject([{ sittingId: of, version }]);
  const { page } = await stage.candidate({ of, room });
  expect(stage.media.asked('closePresence').map((call) => call.presenceId)).toContain(orphan);
  await told(proctor, (live) => live.version > version && live.presence === 'here');
  page.drop();
  proctor.drop();
});

test('sittings of a node that died are told as gone to those who watch the room', async () => {
  const [of, room] = [newSittingId(), newRoomId()];
  stage.hub.leases.hold({
    group: sittingsOf(room),
    name: of,
    owner: randomUUID(),
    ttlMs: 1_000,
    text: JSON.stringify({
      nodeId: 'never-was',
      value: heldSitting.parse({
        live: { sittingId: of, roomId: room, version: 7, presence: 'here', streams: [], blocked: [], ladder: 'full' },
        presenceId: randomUUID(),
        signalingNodeId: 'never-was',
        mediaNodeId: stage.media.nodeId,
        workerId: stage.media.worker,
      }),
    }),
  });
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const gone = await told(proctor, ({ presence }) => presence === 'gone');
  expect(gone.data).toMatchObject({ sittingId: of, version: 8, streams: [] });
  proctor.drop();
});
