import type { ExamId, SittingId } from '@invigil/contract/ids';
import { dashboard } from '@invigil/contract/routes/dashboard';
import { sittingState } from '@invigil/contract/sittingStates';
import { describe, expect, test } from 'vitest';
import { newId } from '../newId.ts';
import { dashboardAt } from './dashboard.ts';
import type { DashboardRecords, SittingRecord } from './records.ts';

const hour = 60 * 60 * 1000;
const now = new Date('2026-06-15T09:00:00.000Z');
const inHours = (hours: number) => new Date(now.getTime() + hours * hour).toISOString();

function sittingOf(given: Partial<SittingRecord> = {}): SittingRecord {
  return {
    sittingId: newId<SittingId>(),
    state: 'scheduled',
    extraMinutes: 0,
    submittedAt: null,
    examId: newId<ExamId>(),
    title: 'Droit civil',
    kind: 'exam',
    examState: 'published',
    opensAt: inHours(1),
    closesAt: inHours(4),
    durationMinutes: 120,
    webcamRequired: true,
    screenRequired: true,
    technicalTestRequired: false,
    secondDisplay: 'allowed',
    microphoneRequired: false,
    fullscreenRequired: false,
    pastePolicy: 'recorded',
    lateEntryMinutes: null,
    faultCreditMinutes: 30,
    admissionRequired: false,
    answersShown: false,
    lookMinutes: 10,
    hasCopy: false,
    frozenAt: null,
    ...given,
  };
}
const shown = (sittings: SittingRecord[], given: { device?: DashboardRecords['device']; zone?: string } = {}) =>
  dashboard.parse(dashboardAt(now, given.zone ?? 'Europe/Paris', { sittings, device: given.device ?? null }));

describe('upcoming exams', () => {
  test('are those not over yet, the next one first', () => {
    const at = (opens: number, closes: number) => sittingOf({ opensAt: inHours(opens), closesAt: inHours(closes) });
    const sittings = [at(48, 50), at(-2, -1), at(1, 2), at(-1, 1)];
    const opens = shown(sittings).upcoming.map(({ exam }) => (Date.parse(exam.opensAt) - now.getTime()) / hour);
    expect(opens).toEqual([-1, 1, 48]);
  });

  test.each([
    [0, 0, false],
    [1, 0, true],
    [-15, 15, false],
    [-15, 16, true],
  ])('closed %i minutes from now with %i minutes more: shown %s', (minutes, extraMinutes, isShown) => {
    const sitting = sittingOf({ opensAt: inHours(-3), closesAt: inHours(minutes / 60), extraMinutes });
    expect(shown([sitting]).upcoming).toHaveLength(isShown ? 1 : 0);
  });

  test.each(['writing', 'paused'] as const)(
    'keep one that is %s after the closing, until the server ends it',
    (state) => {
      const sitting = sittingOf({ opensAt: inHours(-3), closesAt: inHours(-0.1), state });
      expect(shown([sitting]).upcoming).toHaveLength(1);
    },
  );

  test('keep a cancelled one, told as such, until it would have been over', () => {
    expect(shown([sittingOf({ examState: 'cancelled' })]).upcoming[0]?.exam.state).toBe('cancelled');
    const past = sittingOf({ examState: 'cancelled', opensAt: inHours(-3), closesAt: inHours(-1) });
    expect(shown([past]).upcoming).toEqual([]);
  });

  test.each(sittingState.options)('have a sitting that is %s unless it ended', (state) => {
    const isOver = ['submitting', 'submitted', 'timedOut', 'terminated', 'noShow'].includes(state);
    expect(shown([sittingOf({ state })]).upcoming).toHaveLength(isOver ? 0 : 1);
  });

  test('are told in UTC whatever offset the database writes', () => {
    const [first] = shown([sittingOf({ opensAt: '2026-06-15T12:00:00+02:00' })]).upcoming;
    expect(first?.exam.opensAt).toBe('2026-06-15T10:00:00.000Z');
  });
});

describe('the technical test', () => {
  const test_ = (state: SittingRecord['state'], given: Partial<SittingRecord> = {}) =>
    sittingOf({ kind: 'technicalTest', state, ...given });
  test.each([
    ['notAssigned', []],
    ['notStarted', [test_('scheduled')]],
    ['notAssigned', [test_('scheduled', { examState: 'cancelled' })]],
    ['notAssigned', [test_('scheduled', { opensAt: inHours(-3), closesAt: inHours(-1) })]],
    ['notAssigned', [test_('timedOut')]],
    ['inProgress', [test_('scheduled'), test_('writing')]],
    ['inProgress', [test_('submitting')]],
    ['passed', [test_('submitted'), test_('writing')]],
    ['passed', [test_('submitted', { opensAt: inHours(-300), closesAt: inHours(-299) })]],
  ] as const)('is %s', (state, sittings) => {
    expect(shown([...sittings]).technicalTest.state).toBe(state);
  });

  test('is mandatory when an exam to come that still takes place requires it, and is not among the exams', () => {
    const mandatory = (given: Partial<SittingRecord>) =>
      shown([sittingOf(given), test_('scheduled')]).technicalTest.mandatory;
    expect(mandatory({})).toBe(false);
    expect(mandatory({ technicalTestRequired: true })).toBe(true);
    expect(mandatory({ technicalTestRequired: true, examState: 'cancelled' })).toBe(false);
    expect(mandatory({ technicalTestRequired: true, closesAt: inHours(0) })).toBe(false);
    const { upcoming, technicalTest } = shown([sittingOf(), test_('scheduled')]);
    expect([upcoming.length, technicalTest.tests.length]).toEqual([1, 1]);
  });
});

describe('copies', () => {
  test('are what was handed in, the last one first, and said to be synchronising until frozen', () => {
    const copies = shown([
      sittingOf({ state: 'submitted', title: 'first', submittedAt: inHours(-9), hasCopy: true, frozenAt: inHours(-9) }),
      sittingOf({ state: 'submitted', title: 'second', submittedAt: inHours(-2), hasCopy: true }),
      sittingOf({ state: 'timedOut', title: 'third', hasCopy: true, frozenAt: inHours(-1) }),
    ]).copies.map(({ exam, synchronising, submittedAt }) => [exam.title, synchronising, submittedAt]);
    expect(copies).toEqual([
      ['third', false, inHours(-1)],
      ['second', true, inHours(-2)],
      ['first', false, inHours(-9)],
    ]);
  });

  test.each(sittingState.options)('of a sitting that is %s', (state) => {
    const has = (hasCopy: boolean) => shown([sittingOf({ state, hasCopy })]).copies.length;
    const isHandedIn = ['submitting', 'submitted', 'timedOut'].includes(state);
    expect([has(false), has(true)]).toEqual([isHandedIn ? 1 : 0, isHandedIn || state === 'terminated' ? 1 : 0]);
  });
});

describe('the device', () => {
  const device = (passed: boolean, validHours: number) => ({
    device: 'Chrome 130 · Linux',
    passed,
    checkedAt: inHours(-1),
    validUntil: inHours(validHours),
  });
  test.each([
    ['none', null],
    ['passed', device(true, 1)],
    ['expired', device(true, 0)],
    ['failed', device(false, 1)],
  ] as const)('is %s', (state, record) => {
    expect(shown([], { device: record }).device.state).toBe(state);
  });
});

describe('the tip', () => {
  // 09:00 in UTC is 21:00 of the same day in Auckland, 23:00 of the day before in Honolulu.
  test.each([
    ['Europe/Paris', 1, true],
    ['Europe/Paris', 12.9, true],
    ['Europe/Paris', 13, false],
    ['Pacific/Auckland', 2.9, true],
    ['Pacific/Auckland', 3, false],
    ['Pacific/Honolulu', 0.9, true],
    ['Pacific/Honolulu', 1, false],
  ])('in %s, %d hours before the exam, is shown: %s', (zone, hours, isShown) => {
    const sitting = sittingOf({ opensAt: inHours(hours), closesAt: inHours(hours + 3) });
    expect(shown([sitting], { zone }).tip !== null).toBe(isShown);
  });

  test('is about the first exam of the day that takes place and has not begun', () => {
    const tipOf = (given: Partial<SittingRecord>) => shown([sittingOf(given)]).tip;
    expect(tipOf({})).toMatchObject({ title: 'Droit civil', opensAt: inHours(1) });
    expect(tipOf({ examState: 'cancelled' })).toBeNull();
    expect(tipOf({ state: 'writing' })).toBeNull();
    expect(tipOf({ kind: 'technicalTest' })).toBeNull();
    const later = sittingOf({ opensAt: inHours(6), closesAt: inHours(8), title: 'later' });
    expect(shown([later, sittingOf()]).tip?.title).toBe('Droit civil');
  });
});

test('what it shows has a name that changes with it and with nothing else', () => {
  const sitting = sittingOf();
  const records = { sittings: [sitting], device: null };
  const { seen } = dashboardAt(now, 'Europe/Paris', records);
  expect(seen.length).toBeLessThanOrEqual(100);
  expect(dashboardAt(new Date(now.getTime() + 1_000), 'Europe/Paris', records).seen).toBe(seen);
  const moved = { ...records, sittings: [{ ...sitting, opensAt: inHours(2) }] };
  expect(dashboardAt(now, 'Europe/Paris', moved).seen).not.toBe(seen);
  expect(dashboardAt(new Date(now.getTime() + 24 * hour), 'Europe/Paris', records).seen).not.toBe(seen);
});
