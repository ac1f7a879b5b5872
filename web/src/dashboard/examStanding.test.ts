import { ordinaryRules } from '@invigil/contract/routes/exam';
import { expect, test } from 'vitest';
import { examStanding } from './examStanding.ts';
import { examIn, noon } from './testing.ts';

const minute = 60_000;
const withTest = { ...ordinaryRules, technicalTest: true };

test('an exam opens at its instant by the server’s clock, and closes at its end', () => {
  const exam = examIn(1);
  expect(examStanding(exam, 'notAssigned', noon)).toEqual({ kind: 'early', opensInMs: minute });
  expect(examStanding(exam, 'notAssigned', noon + minute - 1)).toEqual({ kind: 'early', opensInMs: 1 });
  expect(examStanding(exam, 'notAssigned', noon + minute)).toEqual({ kind: 'open', closesInMs: 120 * minute });
  expect(examStanding(exam, 'notAssigned', noon + 121 * minute)).toEqual({ kind: 'closed' });
});

test('an open exam that requires the technical test leads to it until it is passed', () => {
  const exam = examIn(-1, { rules: withTest });
  expect(examStanding(exam, 'notStarted', noon)).toEqual({ kind: 'needsTest' });
  expect(examStanding(exam, 'passed', noon).kind).toBe('open');
  expect(examStanding(examIn(-1, { rules: withTest, kind: 'technicalTest' }), 'notStarted', noon).kind).toBe('open');
});

test('a cancelled exam lets nobody in, whatever the time', () => {
  expect(examStanding(examIn(-1, { state: 'cancelled' }), 'passed', noon)).toEqual({ kind: 'cancelled' });
});

test('what is handed in stays over', () => {
  expect(examStanding({ ...examIn(-1), state: 'submitted' }, 'passed', noon)).toEqual({ kind: 'over' });
});
