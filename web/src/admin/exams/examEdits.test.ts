import { ordinaryRules } from '@invigil/contract/routes/exam';
import { expect, test } from 'vitest';
import { changedExamFields, emptyExam, isRescheduled, problemsOf, writtenChanges, writtenExam } from './examEdits.ts';
import { firstWrong } from './firstWrong.ts';
import { withKind, writtenOf } from './questions/editedQuestion.ts';
import { aChoice, aQuestion } from './questions/testing.ts';

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

test('a latest start may be left open, and minutes given back may be none; both have a most', () => {
  for (const lateEntryMinutes of ['', ' ', '0', '1440']) {
    expect(problemsOf({ ...written, lateEntryMinutes })).toEqual({});
  }
  expect(writtenExam({ ...written, lateEntryMinutes: '' }).rules.lateEntryMinutes).toBeNull();
  for (const lateEntryMinutes of ['1441', '-1', '0.5', 'ten']) {
    expect(problemsOf({ ...written, lateEntryMinutes })).toEqual({ lateEntryMinutes: 'number' });
  }
  for (const faultCreditMinutes of ['0', '240']) expect(problemsOf({ ...written, faultCreditMinutes })).toEqual({});
  for (const faultCreditMinutes of ['', '241', '-1']) {
    expect(problemsOf({ ...written, faultCreditMinutes })).toEqual({ faultCreditMinutes: 'number' });
  }
});

test('how often everybody is to be looked at has a least and a most, and what proctors may do is part of the rules', () => {
  for (const lookMinutes of ['1', '120']) expect(problemsOf({ ...written, lookMinutes })).toEqual({});
  for (const lookMinutes of ['', '0', '121', '2.5']) {
    expect(problemsOf({ ...written, lookMinutes })).toEqual({ lookMinutes: 'number' });
    expect(firstWrong({ ...written, lookMinutes })).toEqual({ tab: 'exam', name: 'lookMinutes' });
  }
  const changed = { ...written, admission: true, answersShown: true, lookMinutes: '5' };
  expect(changedExamFields(written, changed)).toEqual(['admission', 'answersShown', 'lookMinutes']);
  expect(writtenChanges(changed, ['admission'])).toEqual({
    rules: { ...ordinaryRules, secondDisplay: 'warned', admission: true, answersShown: true, lookMinutes: 5 },
  });
});

test('questions belong to the exam: they are sent when they changed, and keep it from being saved while one is wrong', () => {
  const choice = aChoice(1, ['Yes', 'No']);
  const asked = { ...written, questions: [choice] };
  expect(changedExamFields(asked, { ...asked, questions: [withKind(withKind(choice, 'text'), 'choice')] })).toEqual([]);
  expect(changedExamFields(written, asked)).toEqual(['questions']);
  expect(writtenChanges(asked, ['questions'])).toEqual({ questions: [writtenOf(choice)] });
  expect(writtenChanges(asked, ['title'])).not.toHaveProperty('questions');
  expect(problemsOf({ ...asked, questions: [choice, aQuestion(2, { prompt: '' })] })).toEqual({
    questions: 'questions',
  });
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
