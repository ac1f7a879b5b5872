import { personId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import { nextLook } from './rotation.ts';
import { aCandidate, aSittingId } from './testing.ts';

const byId = personId.parse('0193e6a0-0000-7000-8000-000000000001');
const lookedAt = (at: number) => ({ looked: { byId, at, seconds: 5 } });
const rules = { opensAt: 100 };

test('looks go to who was never looked at, then to who was longest ago', () => {
  const all = [aCandidate(1, lookedAt(500)), aCandidate(2, {}), aCandidate(3, lookedAt(300))];
  expect(nextLook(all, undefined, rules)).toBe(aSittingId(2));
  expect(nextLook([...all.slice(0, 1), ...all.slice(2)], undefined, rules)).toBe(aSittingId(3));
});

test('my own candidates come before those of others', () => {
  expect(nextLook([aCandidate(1, {}), aCandidate(2, lookedAt(900), { isMine: true })], undefined, rules)).toBe(
    aSittingId(2),
  );
});

test('nobody is looked at twice in a row, nor whom a colleague looks at, nor who is away or has ended', () => {
  const all = [
    aCandidate(1, {}),
    aCandidate(2, {}, { isAttended: true }),
    aCandidate(3, {}, { sitting: { presence: 'gone' } }),
    aCandidate(4, { state: 'submitted' }),
  ];
  expect(nextLook(all, undefined, rules)).toBe(aSittingId(1));
  expect(nextLook(all, aSittingId(1), rules)).toBeUndefined();
});
