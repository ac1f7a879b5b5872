import type { UpcomingExam } from '@invigil/contract/routes/dashboard';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { beforeAll, expect, test, vi } from 'vitest';
import { byTestId, draw, textOf } from '../components/testing.ts';
import ExamCard from './ExamCard.vue';
import { examIn, noon } from './testing.ts';

beforeAll(() => void vi.stubGlobal('navigator', { languages: ['en-GB'] }));

const card = (sitting: UpcomingExam, now = noon) => draw(ExamCard, { sitting, test: 'notStarted', now });
const enter = (sitting: UpcomingExam, now?: number) => byTestId(card(sitting, now), 'enter-sitting');

test('an exam to come counts down by the given clock, and can be entered from its opening on', () => {
  const exam = examIn(90);
  expect(textOf(byTestId(card(exam), 'countdown'))).toMatch(/Opens in 1\s*h\s*30\s*min/);
  expect(enter(exam)).toBeUndefined();
  expect(enter(exam, noon + 90 * 60_000)?.props.to).toMatchObject({ name: 'sitting' });
});

test('extra time is told, and keeps the exam open for the one who has it', () => {
  const exam = { ...examIn(-119), extraMinutes: 30 };
  expect(textOf(card(exam))).toMatch(/2\s*h\s*30\s*min to write, 30\s*min of it extra time for you/);
  expect(enter(exam, noon + 20 * 60_000)).toBeDefined();
  expect(enter(examIn(-119), noon + 20 * 60_000)).toBeUndefined();
});

test('a cancelled exam says so and has no button', () => {
  const cancelled = examIn(-1, { state: 'cancelled' });
  expect(textOf(card(cancelled))).toMatch(/Cancelled.*nothing you need to do/s);
  expect(enter(cancelled)).toBeUndefined();
});

test('an exam that needs the technical test leads to it instead of opening', () => {
  const rules = {
    ...ordinaryRules,
    webcam: false,
    screen: false,
    technicalTest: true,
    secondDisplay: 'refused',
  } as const;
  const needs = examIn(-1, { rules });
  expect(enter(needs)).toBeUndefined();
  expect(textOf(card(needs))).toMatch(/One display only.*once you have passed the technical test/s);
});
