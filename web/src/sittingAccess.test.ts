import { ordinaryRules } from '@invigil/contract/routes/exam';
import { expect, test } from 'vitest';
import { accessTo } from './sittingAccess.ts';

const exam = {
  examId: '0193e6a0-0000-7000-8000-000000000001' as never,
  title: 'Law',
  opensAt: '2026-11-23T08:00:00.000Z',
  closesAt: '2026-11-23T10:00:00.000Z',
  state: 'published' as const,
  durationMinutes: 90,
  rules: ordinaryRules,
};
const opens = Date.parse(exam.opensAt);
const closes = Date.parse(exam.closesAt);

test('an exam is entered from the very opening until just before the closing', () => {
  expect(accessTo({ state: 'scheduled', extraMinutes: 0, exam }, opens - 1)).toEqual({ kind: 'early', opensInMs: 1 });
  expect(accessTo({ state: 'scheduled', extraMinutes: 0, exam }, opens)).toEqual({ kind: 'open' });
  expect(accessTo({ state: 'writing', extraMinutes: 0, exam }, closes - 1)).toEqual({ kind: 'open' });
  expect(accessTo({ state: 'scheduled', extraMinutes: 0, exam }, closes)).toEqual({ kind: 'closed' });
});

test('a sitting that is over is not entered again', () => {
  expect(accessTo({ state: 'submitted', extraMinutes: 0, exam }, opens)).toEqual({ kind: 'over' });
});

test('extra time moves the closing for the one who has it', () => {
  const sitting = { state: 'scheduled', extraMinutes: 30, exam } as const;
  expect(accessTo(sitting, closes + 30 * 60_000 - 1)).toEqual({ kind: 'open' });
  expect(accessTo(sitting, closes + 30 * 60_000)).toEqual({ kind: 'closed' });
});
