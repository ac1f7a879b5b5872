import { type StreamId, sittingId, streamId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import type { WallSitting } from '../stores/room.ts';
import { wantedOf } from './wanted.ts';

const id = (n: number) => `0193e6a0-0000-7000-8000-00000000000${n}`;
const [seen, unseen] = [sittingId.parse(id(1)), sittingId.parse(id(2))];
const [camera, screen, other, voice] = [3, 4, 5, 6].map((n) => streamId.parse(id(n))) as [
  StreamId,
  StreamId,
  StreamId,
  StreamId,
];
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
    streams: {
      webcam: { streamId: other, source: 'webcam', link: 'live' },
      microphone: { streamId: voice, source: 'microphone', link: 'live' },
    },
  },
];

test('only what is in the viewport is watched, as tiles', () => {
  expect([...wantedOf(wall, { tiles: new Set([seen]), focused: undefined, heard: undefined })]).toEqual([
    [camera, 'tile'],
    [screen, 'tile'],
  ]);
});

test('the sitting in focus is sharp, also when its tile is out of sight', () => {
  expect([...wantedOf(wall, { tiles: new Set([seen]), focused: unseen, heard: undefined })]).toEqual([
    [camera, 'tile'],
    [screen, 'tile'],
    [other, 'focus'],
  ]);
});

test('a microphone is watched only while it is heard, whether its tile is in sight or not', () => {
  const heard = wantedOf(wall, { tiles: new Set([unseen]), focused: undefined, heard: unseen });
  expect([...heard.keys()]).toEqual([voice, other]);
  expect([...wantedOf(wall, { tiles: new Set(), focused: undefined, heard: unseen }).keys()]).toEqual([voice]);
});
