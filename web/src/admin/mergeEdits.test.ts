import { expect, test } from 'vitest';
import { changedFields, mergeEdits } from './mergeEdits.ts';

const base = { title: 'Law', minutes: 120, proctors: ['a'] };

test('what only they changed is taken, what only I changed is kept', () => {
  const joined = mergeEdits(base, { ...base, title: 'Civil law' }, { ...base, minutes: 90 });
  expect(joined).toEqual({
    merged: { title: 'Civil law', minutes: 90, proctors: ['a'] },
    conflicts: [],
    taken: ['minutes'],
  });
});

test('what both changed stays as I typed it, and is named', () => {
  const joined = mergeEdits(base, { ...base, title: 'Mine' }, { ...base, title: 'Theirs' });
  expect(joined).toEqual({ merged: { ...base, title: 'Mine' }, conflicts: ['title'], taken: [] });
});

test('the same change on both sides is no conflict', () => {
  const both = { ...base, proctors: ['a', 'b'] };
  expect(mergeEdits(base, both, { ...both, proctors: ['a', 'b'] })).toMatchObject({ conflicts: [], taken: [] });
});

test('a list is changed when its members are', () => {
  expect(changedFields(base, { ...base, proctors: ['a'] })).toEqual([]);
  expect(changedFields(base, { ...base, proctors: ['b'] })).toEqual(['proctors']);
});
