import { describe, expect, test } from 'vitest';
import { aHand, aMessage, anIntervention } from './testing.ts';
import { inForce, inOrder, newerOf, raisedHand } from './timeline.ts';

describe('the states of one entry', () => {
  test('a hand that is down stays down, whatever an older answer says', () => {
    const [up, down] = [aHand(1, 10, 'raised'), aHand(1, 10, 'answered', 20)];
    expect(newerOf(up, down)).toBe(down);
    expect(newerOf(down, up)).toBe(down);
    expect(newerOf(undefined, up)).toBe(up);
  });

  test('what was undone stays undone, and what was shown stays shown', () => {
    const facts = { kind: 'viewRequested', facts: { view: 'desk' } } as const;
    const [asked, shown, withdrawn] = [
      anIntervention(1, 10, facts),
      anIntervention(1, 10, facts, { answeredAt: 20 }),
      anIntervention(1, 10, facts, { undoneAt: 30 }),
    ];
    expect(newerOf(shown, asked)).toBe(shown);
    expect(newerOf(withdrawn, shown)).toBe(withdrawn);
    expect(newerOf(shown, withdrawn)).toBe(withdrawn);
  });
});

test('the conversation is read from its beginning', () => {
  const [first, second] = [aMessage(1, 10), aMessage(2, 20)];
  expect(inOrder([second, first])).toEqual([first, second]);
});

test('the hand that is up and the pause that is in force are the last that did not end', () => {
  const pause = (n: number, undoneAt?: number) => anIntervention(n, n, { kind: 'paused', facts: {} }, { undoneAt });
  expect(raisedHand([aHand(1, 1, 'lowered', 2), aHand(2, 3, 'raised')])?.at).toBe(3);
  expect(raisedHand([aHand(1, 1, 'lowered', 2)])).toBeUndefined();
  expect(inForce([pause(1, 5), pause(2)], 'paused')?.at).toBe(2);
  expect(inForce([pause(1, 5)], 'paused')).toBeUndefined();
});
