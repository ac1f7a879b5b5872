import { expect, test } from 'vitest';
import { incidentFacts, incidentKindNames } from './incidentKinds.ts';

test('every kind of incident can be written down, with its own facts and no others', () => {
  expect(incidentFacts.options.map((option) => option.shape.kind.value).sort()).toEqual([...incidentKindNames].sort());
  expect(incidentFacts.safeParse({ kind: 'batteryLow', facts: { percent: 9 } }).success).toBe(true);
  expect(incidentFacts.safeParse({ kind: 'batteryLow', facts: {} }).success).toBe(false);
  expect(incidentFacts.safeParse({ kind: 'tabHidden', facts: { text: 'secret' } }).success).toBe(false);
});
