import { randomUUID } from 'node:crypto';
import { type HeldSitting, heldSitting, roomSubject, sittingsOf } from '@invigil/contract/heldSitting';
import { limits } from '@invigil/contract/limits';
import type { SittingLive } from '@invigil/contract/live';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId } from './testing/media.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
});
afterAll(() => stage.close());

/** A sitting as another signaling node would hold it. */
function held(room: HeldSitting['live']['roomId']): HeldSitting {
  return heldSitting.parse({
    live: {
      sittingId: newSittingId(),
      roomId: room,
      version: 1,
      presence: 'here',
      streams: (['webcam', 'screen'] as const).map((source) => ({ streamId: newStreamId(), source, link: 'live' })),
      blocked: [],
      ladder: 'full',
    },
    presenceId: randomUUID(),
    signalingNodeId: 'signaling',
    mediaNodeId: stage.media.nodeId,
    workerId: stage.media.worker,
  });
}

function hold(sitting: HeldSitting): void {
  const text = JSON.stringify({ nodeId: 'signaling', value: sitting });
  const { roomId, sittingId } = sitting.live;
  stage.hub.leases.hold({ group: sittingsOf(roomId), name: sittingId, owner: randomUUID(), ttlMs: 60_000, text });
}

test('a proctor is welcomed with 1,000 sittings in one frame, larger than a page may send', async () => {
  const room = newRoomId();
  for (let i = 0; i < 1_000; i += 1) hold(held(room));
  const began = performance.now();
  const { page, welcome, here } = await stage.proctor({ rooms: [room] });
  const ms = Math.round(performance.now() - began);
  const bytes = JSON.stringify(welcome).length;
  console.log(`welcome of 1,000 sittings: ${bytes} bytes after ${ms} ms`);
  expect(here.sittings).toHaveLength(1_000);
  expect(bytes).toBeGreaterThan(limits.frameBytes);
  expect(bytes).toBeLessThan(limits.socketBacklogBytes);
  page.drop();
});

test('a burst of changes in a large room reaches its proctor whole, in few notes per sitting', async () => {
  const room = newRoomId();
  const sittings = Array.from({ length: 300 }, () => held(room));
  for (const sitting of sittings) hold(sitting);
  const { page } = await stage.proctor({ rooms: [room] });
  const cluster = await stage.join('elsewhere');
  for (let version = 2; version <= 11; version += 1) {
    for (const { live, ...rest } of sittings) {
      await cluster.publish(roomSubject(room), heldSitting, { ...rest, live: { ...live, version } });
    }
  }
  const newest = () =>
    new Map(
      page.notes('sittingLive').map(({ data }) => [(data as SittingLive).sittingId, (data as SittingLive).version]),
    );
  await expect.poll(() => [...newest().values()].filter((version) => version === 11).length).toBe(300);
  expect(page.notes('sittingLive').length).toBeLessThan(3_000);
  await cluster.close();
  page.drop();
});

test('a proctor whose rooms hold more sittings than a page can show is refused with a code', async () => {
  const room = newRoomId();
  for (let i = 0; i <= limits.sittingsPerProctor; i += 1) hold(held(room));
  await expect(stage.proctor({ rooms: [room] })).rejects.toMatchObject({ status: 503, body: { code: 'noCapacity' } });
});
