import { z } from 'zod';
import { sittingId } from '../ids.ts';
import { sittingState } from '../sittingStates.ts';
import { examHeading, examKind, examRules, examState } from './exam.ts';
import { candidateOnly, instant, route } from './route.ts';

/** Where the technical test stands that an exam may require. */
export const technicalTestStates = ['notAssigned', 'notStarted', 'inProgress', 'passed'] as const;
export const technicalTestState = z.enum(technicalTestStates);
export type TechnicalTestState = z.infer<typeof technicalTestState>;

/** The last device check: never made, passed, failed, or passed too long ago. */
export const deviceValidationStates = ['none', 'passed', 'failed', 'expired'] as const;
export const deviceValidationState = z.enum(deviceValidationStates);
export type DeviceValidationState = z.infer<typeof deviceValidationState>;

/** One exam or technical test of mine that is open, to come, or was cancelled before its end. */
export const upcomingExam = z.object({
  sittingId,
  state: sittingState,
  exam: examHeading.extend({
    kind: examKind,
    state: examState,
    durationMinutes: z.int(),
    rules: examRules,
  }),
  /** Beyond the exam's duration, for me alone. */
  extraMinutes: z.int(),
});
export type UpcomingExam = z.infer<typeof upcomingExam>;

/** What I handed in. While `synchronising`, some of it may still be on its way to the server. */
export const copySummary = z.object({
  sittingId,
  state: sittingState,
  exam: examHeading.extend({ kind: examKind }),
  submittedAt: instant.nullable(),
  synchronising: z.boolean(),
});
export type CopySummary = z.infer<typeof copySummary>;

export const dashboard = z.object({
  serverTime: instant,
  /** Names what this reply shows; `dashboardChange` answers as soon as it would show something else. */
  seen: z.string(),
  /** Exams, the next one first. */
  upcoming: z.array(upcomingExam),
  technicalTest: z.object({
    state: technicalTestState,
    /** Whether an upcoming exam requires it. */
    mandatory: z.boolean(),
    tests: z.array(upcomingExam),
  }),
  /** The last one first. */
  copies: z.array(copySummary),
  device: z.object({
    state: deviceValidationState,
    /** What was checked, in words; null before the first check. */
    device: z.string().nullable(),
    checkedAt: instant.nullable(),
    validUntil: instant.nullable(),
  }),
  /** The exam whose morning it is in my time zone: restart the computer, check a last time. */
  tip: z.object({ sittingId, title: z.string(), opensAt: instant }).nullable(),
});
export type Dashboard = z.infer<typeof dashboard>;

export const dashboardRoutes = {
  dashboard: route({
    method: 'GET',
    path: '/api/dashboard',
    summary: 'Everything the dashboard of a candidate shows.',
    may: candidateOnly,
    reply: dashboard,
  }),
  dashboardChange: route({
    method: 'GET',
    path: '/api/dashboard/change',
    summary: 'Waits until my dashboard differs from what I have seen, or 25 s; then says what it is now.',
    may: candidateOnly,
    query: z.strictObject({ seen: z.string().max(100) }),
    reply: z.object({ seen: z.string() }),
    waitMs: 25_000,
  }),
} as const;
