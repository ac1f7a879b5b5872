import { expect, test } from 'vitest';
import { sittingDeadline } from './sittingDeadline.ts';

const at = (time: string) => new Date(`2026-06-15T${time}:00.000Z`);
const times = {
  startedAt: at('10:00'),
  durationMinutes: 120,
  closesAt: at('13:00'),
  extraMinutes: 0,
  creditedSeconds: 0,
};

test.each([
  ['the duration counts from the start', {}, '12:00'],
  ['who starts late is stopped by the closing', { startedAt: at('11:30') }, '13:00'],
  ['extra minutes come on top of the duration', { extraMinutes: 40 }, '12:40'],
  ['and on top of the closing', { startedAt: at('11:30'), extraMinutes: 40 }, '13:40'],
  ['what faults took is given back', { creditedSeconds: 300 }, '12:05'],
  ['also after the closing', { startedAt: at('12:30'), creditedSeconds: 300, extraMinutes: 10 }, '13:15'],
])('%s', (_, given, over) => {
  expect(sittingDeadline({ ...times, ...given })).toEqual(at(over));
});
