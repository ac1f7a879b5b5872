import { randomUUID } from 'node:crypto';
import { type HeldSitting, heldSitting } from '@invigil/contract/heldSitting';
import { nodeId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RoomView } from './roomView.ts';
import { newStreamId } from './testing/media.ts';
import { newRoomId, newSittingId } from './testing/stage.ts';

const ids = Array.from({ length: 4 }, () => newSittingId());
const room = newRoomId();
const held = (version: number, presence: SittingLive['presence'] = 'here', of = 0): HeldSitting =>
  heldSitting.parse({
    live: {
      sittingId: ids[of],
      roomId: room,
      version,
      presence,
      streams: presence === 'gone' ? [] : [{ streamId: newStreamId(), source: 'webcam', link: 'live' }],
      blocked: [],
      ladder: 'full',
    },
    presenceId: randomUUID(),
    signalingNodeId: 'signaling',
    mediaNodeId: 'media',
    workerId: 'worker',
  });
const streamOf = ({ live }: HeldSitting) => live.streams[0]?.streamId ?? newStreamId();

test('in whatever order states arrive, and however often, the newest of each sitting stays', () => {
  const state = fc.record({
    version: fc.nat({ max: 20 }),
    of: fc.nat({ max: 3 }),
    presence: fc.constantFrom('here' as const, 'away' as const, 'gone' as const),
  });
  fc.assert(
    fc.property(fc.array(state, { maxLength: 60 }), (states) => {
      const view = new RoomView();
      const newest = new Map<number, { version: number; presence: string }>();
      for (const { version, of, presence } of states) {
        view.apply(held(version, presence, of), 0);
        if (version > (newest.get(of)?.version ?? -1)) newest.set(of, { version, presence });
      }
      const expected = [...newest].filter(([, { presence }]) => presence !== 'gone');
      expect(new Map(view.live().map(({ sittingId, version }) => [sittingId, version]))).toEqual(
        new Map(expected.map(([of, { version }]) => [ids[of], version])),
      );
    }),
  );
});

test('a stream is found while its sitting has it', () => {
  const view = new RoomView();
  const [first, second, gone] = [held(1), held(2), held(3, 'gone')];
  view.apply(first, 0);
  expect(view.holderOf(streamOf(first))).toBe(first);
  view.apply(second, 0);
  expect([view.holderOf(streamOf(first)), view.holderOf(streamOf(second))]).toEqual([undefined, second]);
  view.apply(gone, 0);
  expect(view.holderOf(streamOf(second))).toBeUndefined();
});

test('a sitting that is gone is not revived by an older state that comes late', () => {
  const view = new RoomView();
  view.apply(held(5, 'gone'), 0);
  view.apply(held(4), 0);
  expect(view.live()).toEqual([]);
});

test('compared with the cluster, what is not held any more is gone, and what was heard meanwhile stays', () => {
  const view = new RoomView();
  const told: SittingLive[] = [];
  view.listen({ live: (live) => told.push(live), incident: () => undefined });
  view.apply(held(1, 'here', 0), 0);
  view.apply(held(1, 'here', 1), 0);
  const since = view.snapshot();
  view.apply(held(2, 'here', 1), 0);
  view.apply(held(1, 'here', 2), 0);
  view.reconcile({ sittings: [held(1, 'here', 3)], team: [] }, { since, now: 0 });
  expect(
    view
      .live()
      .map(({ sittingId }) => sittingId)
      .sort(),
  ).toEqual([ids[1], ids[2], ids[3]].sort());
  expect(
    told.filter(({ presence }) => presence === 'gone').map(({ sittingId, version }) => [sittingId, version]),
  ).toEqual([[ids[0], 2]]);
});

test('a sitting that was wrongly taken for gone comes back above that, and its next change counts', () => {
  const view = new RoomView();
  const told: SittingLive[] = [];
  view.listen({ live: (live) => told.push(live), incident: () => undefined });
  const [unchanged, next] = [held(100), held(200)];
  view.apply(unchanged, 0);
  view.reconcile({ sittings: [], team: [] }, { since: view.snapshot(), now: 0 });
  expect(view.live()).toEqual([]);
  view.reconcile({ sittings: [unchanged], team: [] }, { since: view.snapshot(), now: 0 });
  view.apply(next, 0);
  expect(told.map(({ presence, version }) => [presence, version])).toEqual([
    ['here', 100],
    ['gone', 101],
    ['here', 102],
    ['here', 200],
  ]);
});

test('a room has orphans when a node that held a sitting is not among the living', () => {
  const view = new RoomView();
  view.apply(held(1), 0);
  expect(view.hasOrphans(new Set([nodeId.parse('signaling')]))).toBe(false);
  expect(view.hasOrphans(new Set([nodeId.parse('other')]))).toBe(true);
});
