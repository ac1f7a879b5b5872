import { ordinaryRules } from '@invigil/contract/routes/exam';
import { expect, test } from 'vitest';
import { emptyExam, isRescheduled, problemsOf, writtenChanges } from './examEdits.ts';

const written = {
  ...emptyExam,
  title: 'Law',
  opensAt: '2026-06-01T07:00:00.000Z',
  closesAt: '2026-06-01T10:00:00.000Z',
};

test('an empty form names what is to be filled in, and a whole one nothing', () => {
  expect(problemsOf(emptyExam)).toEqual({ title: 'required', opensAt: 'required', closesAt: 'required' });
  expect(problemsOf(written)).toEqual({});
});

test('an exam closes after it opens, and its window holds the duration', () => {
  expect(problemsOf({ ...written, closesAt: written.opensAt })).toEqual({ closesAt: 'windowRefused' });
  expect(problemsOf({ ...written, durationMinutes: '181' })).toEqual({ durationMinutes: 'durationRefused' });
  expect(problemsOf({ ...written, durationMinutes: '180' })).toEqual({});
  for (const durationMinutes of ['', '0', '1.5', '1441', 'two']) {
    expect(problemsOf({ ...written, durationMinutes })).toEqual({ durationMinutes: 'number' });
  }
});

test('only what changed is sent, the rules as one', () => {
  expect(writtenChanges({ ...written, webcam: false, title: ' Law 2 ' }, ['webcam', 'title'])).toEqual({
    title: 'Law 2',
    rules: { ...ordinaryRules, webcam: false, secondDisplay: 'warned' },
  });
});

test('a new window or duration is a rescheduling, a new title is not', () => {
  expect(isRescheduled(['title', 'webcam'])).toBe(false);
  for (const field of ['opensAt', 'closesAt', 'durationMinutes'] as const) expect(isRescheduled([field])).toBe(true);
});
