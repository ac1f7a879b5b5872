import { expect, test } from 'vitest';
import { noticesOf, seenKey, unread } from './notices.ts';
import { aHand, aMessage, anIntervention } from './testing.ts';

const minute = 60_000;
const nothing = new Set<string>();
const names = (notices: ReturnType<typeof noticesOf>) => notices.map(({ name }) => name);

test('messages of proctors stay until they are read, as one notice with the last of them', () => {
  const entries = [aMessage(1, 1), aMessage(2, 2), aMessage(3, 3, 'candidate')];
  const [notice] = noticesOf(entries, nothing, 60 * minute);
  expect(notice).toMatchObject({ name: 'message', entry: { message: { text: 'message 2' } } });
  const seen = new Set(notice?.name === 'message' ? notice.keys : []);
  expect(seen.size).toBe(2);
  expect(noticesOf(entries, seen, 60 * minute)).toEqual([]);
  expect(unread(entries, seen)).toEqual([]);
});

test('a warning stays until it is acknowledged, however long ago it was', () => {
  const warning = anIntervention(1, 0, { kind: 'warned', facts: {} });
  expect(names(noticesOf([warning], nothing, 300 * minute))).toEqual(['warned']);
  expect(noticesOf([warning], new Set([seenKey(warning)]), 0)).toEqual([]);
});

test('a view stays until it was shown or is asked for no more, and cannot be put away', () => {
  const facts = { kind: 'viewRequested', facts: { view: 'room' } } as const;
  const asked = anIntervention(1, 0, facts);
  expect(names(noticesOf([asked], new Set([seenKey(asked)]), minute))).toEqual(['viewRequested']);
  expect(noticesOf([anIntervention(1, 0, facts, { answeredAt: 5 })], nothing, minute)).toEqual([]);
  expect(noticesOf([anIntervention(1, 0, facts, { undoneAt: 5 })], nothing, minute)).toEqual([]);
});

test('what is undone is told anew, though its beginning was seen', () => {
  const facts = { kind: 'timeAdded', facts: { minutes: 5 } } as const;
  const added = anIntervention(1, 0, facts);
  const taken = anIntervention(1, 0, facts, { undoneAt: minute });
  expect(names(noticesOf([added], nothing, 2 * minute))).toEqual(['timeAdded']);
  expect(names(noticesOf([taken], new Set([seenKey(added)]), 2 * minute))).toEqual(['timeAddedUndone']);
});

test('that the exam goes on is told once, and no longer hours later', () => {
  const resumed = anIntervention(1, 0, { kind: 'paused', facts: {} }, { undoneAt: minute });
  expect(names(noticesOf([resumed], nothing, 2 * minute))).toEqual(['pausedUndone']);
  expect(noticesOf([resumed], nothing, 60 * minute)).toEqual([]);
  // While it lasts, the page itself says so.
  expect(noticesOf([anIntervention(1, 0, { kind: 'paused', facts: {} })], nothing, minute)).toEqual([]);
});

test('a hand that was answered is told; one that the candidate lowered is not', () => {
  expect(names(noticesOf([aHand(1, 0, 'answered', 5)], nothing, minute))).toEqual(['hand']);
  expect(noticesOf([aHand(1, 0, 'lowered', 5)], nothing, minute)).toEqual([]);
});

test('what asks for something comes first, then the last thing', () => {
  const entries = [
    anIntervention(1, 1, { kind: 'warned', facts: {} }),
    anIntervention(2, 2, { kind: 'timeAdded', facts: { minutes: 5 } }),
    aMessage(3, 3),
  ];
  expect(names(noticesOf(entries, nothing, minute))).toEqual(['warned', 'message', 'timeAdded']);
});
