import { personId, roomId } from '@invigil/contract/ids';
import type { SupervisedRoom } from '@invigil/contract/routes/proctoring';
import { expect, test } from 'vitest';
import { byNeed, isUnstaffed, longestWait, phaseOf } from './needs.ts';

const noon = Date.parse('2026-06-12T10:00:00Z');
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString();
const id = (n: number) => `0193e6a0-0000-7000-8000-${String(n).padStart(12, '0')}`;

function aRoom(name: string, changes: Partial<SupervisedRoom> = {}): SupervisedRoom {
  return {
    ...{ roomId: roomId.parse(id(1)), name, examTitle: 'Law', opensAt: at(-60), closesAt: at(60) },
    team: [{ personId: personId.parse(id(2)), name: 'Ada', isHere: true, candidates: 2 }],
    states: { writing: 2 },
    ...{ hands: 0, oldestHandAt: null, unread: 0, oldestUnreadAt: null, overlooked: 0 },
    incidents: { technical: 0, conduct: 0 },
    ...changes,
  };
}
const absent = [{ personId: personId.parse(id(2)), name: 'Ada', isHere: false, candidates: 2 }];

test('a room has nobody when candidates are there and no proctor is', () => {
  expect(isUnstaffed(aRoom('A'))).toBe(false);
  expect(isUnstaffed(aRoom('A', { team: absent }))).toBe(true);
  expect(isUnstaffed(aRoom('A', { team: [], states: { scheduled: 4 } }))).toBe(false);
});

test('the longest wait is that of the oldest hand or message', () => {
  expect(longestWait(aRoom('A'), noon)).toBe(0);
  expect(longestWait(aRoom('A', { oldestHandAt: at(-2), oldestUnreadAt: at(-5) }), noon)).toBe(5 * 60_000);
});

test('rooms stand by who needs somebody most', () => {
  const rooms = [
    aRoom('Room 10'),
    aRoom('Room 2'),
    aRoom('Overlooked', { overlooked: 1 }),
    aRoom('Waiting', { oldestHandAt: at(-1) }),
    aRoom('Alone', { team: absent }),
  ];
  const names = byNeed(rooms, noon).map(({ name }) => name);
  expect(names).toEqual(['Alone', 'Waiting', 'Overlooked', 'Room 2', 'Room 10']);
});

test('a room is open from its exam’s opening to its closing', () => {
  expect(phaseOf(aRoom('A'), noon - 61 * 60_000)).toBe('soon');
  expect(phaseOf(aRoom('A'), noon)).toBe('open');
  expect(phaseOf(aRoom('A'), noon + 60 * 60_000)).toBe('over');
});
