import { sittingId, streamId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import type { WallSitting } from './stores/room.ts';
import { wantedOf } from './wallWanted.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-00000000000${n}`;
const [seen, unseen] = [sittingId.parse(id(1)), sittingId.parse(id(2))];
const [camera, screen, other] = [streamId.parse(id(3)), streamId.parse(id(4)), streamId.parse(id(5))];
const wall: WallSitting[] = [
  {
    sittingId: seen,
    candidateName: 'Adam',
    presence: 'here',
    blocked: [],
    ladder: 'full',
    streams: {
      webcam: { streamId: camera, source: 'webcam', link: 'live' },
      screen: { streamId: screen, source: 'screen', link: 'lost' },
    },
  },
  {
    sittingId: unseen,
    candidateName: 'Zoé',
    presence: 'here',
    blocked: [],
    ladder: 'full',
    streams: { webcam: { streamId: other, source: 'webcam', link: 'live' } },
  },
];

test('only what is in the viewport is watched, as tiles', () => {
  expect([...wantedOf(wall, new Set([seen]), undefined)]).toEqual([
    [camera, 'tile'],
    [screen, 'tile'],
  ]);
});

test('the sitting in focus is sharp, also when its tile is out of sight', () => {
  expect([...wantedOf(wall, new Set([seen]), unseen)]).toEqual([
    [camera, 'tile'],
    [screen, 'tile'],
    [other, 'focus'],
  ]);
});
