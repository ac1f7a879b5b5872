import { expect, test } from 'vitest';
import { type Arranged, type Arrangement, arrange } from './arrange.ts';
import { aCandidate, anIncident, aSittingId } from './testing.ts';

const anyhow: Arrangement = { sort: 'attention', filter: 'all', mineOnly: false, search: '', pinned: [] };
const calm = { need: undefined, order: 0 };
const progress = (answered: number, words: number) => ({ progress: { answered, words, questions: 5 } });
const wall: Arranged[] = [
  { ...aCandidate(1, progress(2, 10), { sitting: { candidateName: 'Adèle' } }), attention: calm },
  {
    ...aCandidate(2, progress(0, 0), { isMine: true, sitting: { candidateName: 'Björn', presence: 'away' } }),
    attention: { need: 'trouble', order: 5 },
  },
  {
    ...aCandidate(3, progress(2, 5), { incidents: [anIncident(3)], sitting: { candidateName: 'Chloé' } }),
    attention: { need: 'hand', order: 9 },
  },
  { ...aCandidate(4, undefined, { sitting: { candidateName: 'Dina', presence: 'waiting' } }), attention: calm },
];
const numbers = (wanted: Partial<Arrangement>) =>
  arrange(wall, { ...anyhow, ...wanted }).map((id) => [1, 2, 3, 4].find((n) => aSittingId(n) === id));

test('by need, and by name between equals', () => {
  expect(numbers({})).toEqual([3, 2, 1, 4]);
  expect(numbers({ sort: 'name' })).toEqual([1, 2, 3, 4]);
});

test('by incidents, by connection the worst first, and by progress the slowest first', () => {
  expect(numbers({ sort: 'incidents' })).toEqual([3, 1, 2, 4]);
  expect(numbers({ sort: 'connection' })).toEqual([2, 1, 3, 4]);
  expect(numbers({ sort: 'progress' })).toEqual([2, 4, 3, 1]);
});

test('pinned ones stay first in every order, as they were pinned', () => {
  expect(numbers({ pinned: [aSittingId(4), aSittingId(1)] })).toEqual([4, 1, 3, 2]);
});

test('filters and a search leave out who is not meant, pinned or not', () => {
  expect(numbers({ filter: 'attention', pinned: [aSittingId(4)] })).toEqual([3, 2]);
  expect(numbers({ filter: 'incidents' })).toEqual([3]);
  expect(numbers({ filter: 'absent' })).toEqual([2, 4]);
  expect(numbers({ mineOnly: true })).toEqual([2]);
  expect(numbers({ search: ' CHLOE' })).toEqual([3]);
  expect(numbers({ search: 'nobody' })).toEqual([]);
});
