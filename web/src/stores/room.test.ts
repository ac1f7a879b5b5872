import { roomId, sittingId, streamId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, test } from 'vitest';
import { useRoom } from './room.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-00000000000${n}`;
const [room, zoe, adam, stream] = [
  roomId.parse(id(1)),
  sittingId.parse(id(2)),
  sittingId.parse(id(3)),
  streamId.parse(id(4)),
];

function liveOf(sitting: Partial<SittingLive> = {}): SittingLive {
  return {
    sittingId: zoe,
    roomId: room,
    version: 10,
    presence: 'here',
    streams: [],
    blocked: [],
    ladder: 'full',
    ...sitting,
  };
}

describe('the wall', () => {
  beforeEach(() => {
    setActivePinia(createPinia());
    useRoom().open({
      roomId: room,
      name: 'Room 1',
      exam: {
        examId: id(9) as never,
        title: 'Law',
        opensAt: '2026-11-23T08:00:00Z',
        closesAt: '2026-11-23T10:00:00Z',
      },
      sittings: [
        { sittingId: zoe, state: 'scheduled', candidateName: 'Zoé' },
        { sittingId: adam, state: 'scheduled', candidateName: 'Adam' },
      ],
    });
  });

  test('everybody stands there by name, also who has not come yet', () => {
    expect(useRoom().wall.map(({ presence }) => presence)).toEqual(['unknown', 'unknown']);
    useRoom().welcome([]);
    expect(useRoom().wall.map(({ candidateName, presence }) => [candidateName, presence])).toEqual([
      ['Adam', 'waiting'],
      ['Zoé', 'waiting'],
    ]);
  });

  test('a newer version replaces the older one, and an overtaken or repeated note does no harm', () => {
    const store = useRoom();
    const streams = [{ streamId: stream, source: 'webcam', link: 'live' } as const];
    store.apply(liveOf({ version: 20, streams }));
    store.apply(liveOf({ version: 10, presence: 'gone' }));
    store.apply(liveOf({ version: 20, presence: 'gone' }));
    expect(store.wall[1]).toMatchObject({ presence: 'here', streams: { webcam: { streamId: stream } } });
    store.apply(liveOf({ version: 21, presence: 'away', streams: [] }));
    expect(store.wall[1]).toMatchObject({ presence: 'away', streams: {} });
  });

  test('a welcome is the whole truth: who is not in it is not here', () => {
    const store = useRoom();
    store.apply(liveOf());
    store.welcome([liveOf({ sittingId: adam })]);
    expect(store.wall.map(({ presence }) => presence)).toEqual(['here', 'waiting']);
  });

  test('a blocked source and a weak line are told of who is here, and of nobody else', () => {
    const store = useRoom();
    store.welcome([liveOf({ blocked: ['screen'], ladder: 'stills' })]);
    expect(store.wall.map(({ blocked, ladder }) => [blocked, ladder])).toEqual([
      [[], 'full'],
      [['screen'], 'stills'],
    ]);
    expect(store.welcomes).toBe(1);
  });
});
