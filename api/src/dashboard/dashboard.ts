import { createHash } from 'node:crypto';
import type {
  CopySummary,
  Dashboard,
  DeviceValidationState,
  TechnicalTestState,
  UpcomingExam,
} from '@invigil/contract/routes/dashboard';
import type { SittingState } from '@invigil/contract/sittingStates';
import { dayIn } from './morning.ts';
import type { DashboardRecords, DeviceRecord, SittingRecord } from './records.ts';

const minute = 60_000;
const ended: ReadonlySet<SittingState> = new Set(['submitting', 'submitted', 'timedOut', 'terminated', 'noShow']);
const handedIn: ReadonlySet<SittingState> = new Set(['submitting', 'submitted', 'timedOut']);
const begun: ReadonlySet<SittingState> = new Set(['lobby', 'writing', 'paused', 'submitting']);

/** What a candidate's dashboard shows at `now`. */
export function dashboardAt(now: Date, timeZone: string, { sittings, device }: DashboardRecords): Dashboard {
  const coming = sittings.filter((sitting) => isComing(sitting, now)).sort(byOpening);
  const exams = coming.filter(({ kind }) => kind === 'exam');
  const shown: Omit<Dashboard, 'serverTime' | 'seen'> = {
    upcoming: exams.map(upcomingExam),
    technicalTest: {
      state: technicalTestState(sittings, coming),
      mandatory: exams.some(
        ({ technicalTestRequired, examState }) => technicalTestRequired && examState === 'published',
      ),
      tests: coming.filter(({ kind }) => kind === 'technicalTest').map(upcomingExam),
    },
    copies: sittings
      .filter(isCopy)
      .map(copySummary)
      .sort((a, b) => handingIn(b) - handingIn(a)),
    device: deviceAt(now, device),
    tip: tipAt(now, timeZone, exams),
  };
  return { serverTime: now.toISOString(), seen: fingerprint(shown), ...shown };
}

/**
 * Its window is open or to come for this candidate, extra minutes included, and they have not finished it. What is being
 * written stays until the server has ended it, for its deadline has moved by all that was given back.
 */
function isComing({ state, closesAt, extraMinutes }: SittingRecord, now: Date): boolean {
  if (state === 'writing' || state === 'paused') return true;
  return !ended.has(state) && Date.parse(closesAt) + extraMinutes * minute > now.getTime();
}

export function isCopy({ state, hasCopy }: Pick<SittingRecord, 'state' | 'hasCopy'>): boolean {
  return handedIn.has(state) || (state === 'terminated' && hasCopy);
}

function upcomingExam(sitting: SittingRecord): UpcomingExam {
  return {
    sittingId: sitting.sittingId,
    state: sitting.state,
    exam: {
      ...headingOf(sitting),
      state: sitting.examState,
      durationMinutes: sitting.durationMinutes,
      rules: {
        webcam: sitting.webcamRequired,
        screen: sitting.screenRequired,
        microphone: sitting.microphoneRequired,
        technicalTest: sitting.technicalTestRequired,
        secondDisplay: sitting.secondDisplay,
        fullscreen: sitting.fullscreenRequired,
        paste: sitting.pastePolicy,
        lateEntryMinutes: sitting.lateEntryMinutes,
        faultCreditMinutes: sitting.faultCreditMinutes,
        admission: sitting.admissionRequired,
        answersShown: sitting.answersShown,
        lookMinutes: sitting.lookMinutes,
      },
    },
    extraMinutes: sitting.extraMinutes,
  };
}

export function copySummary(sitting: SittingRecord): CopySummary {
  const { sittingId, state, submittedAt, frozenAt } = sitting;
  const at = submittedAt ?? frozenAt;
  return {
    sittingId,
    state,
    exam: headingOf(sitting),
    submittedAt: at === null ? null : instantOf(at),
    // Frozen is what the server has whole.
    synchronising: frozenAt === null,
  };
}

function headingOf({ examId, title, kind, opensAt, closesAt }: SittingRecord) {
  return { examId, title, kind, opensAt: instantOf(opensAt), closesAt: instantOf(closesAt) };
}

/** A test counts as passed once one was submitted, whenever that was. */
function technicalTestState(all: readonly SittingRecord[], coming: readonly SittingRecord[]): TechnicalTestState {
  const isTest = ({ kind, examState }: SittingRecord) => kind === 'technicalTest' && examState === 'published';
  if (all.some((sitting) => sitting.kind === 'technicalTest' && sitting.state === 'submitted')) return 'passed';
  if (all.some((sitting) => isTest(sitting) && begun.has(sitting.state))) return 'inProgress';
  return coming.some(isTest) ? 'notStarted' : 'notAssigned';
}

function deviceAt(now: Date, record: DeviceRecord | null): Dashboard['device'] {
  if (record === null) return { state: 'none', device: null, checkedAt: null, validUntil: null };
  const { device, passed, checkedAt, validUntil } = record;
  return {
    state: deviceValidationState(now, { passed, validUntil: new Date(validUntil) }),
    device,
    checkedAt: instantOf(checkedAt),
    validUntil: instantOf(validUntil),
  };
}

export function deviceValidationState(
  now: Date,
  { passed, validUntil }: { passed: boolean; validUntil: Date },
): DeviceValidationState {
  if (!passed) return 'failed';
  return validUntil > now ? 'passed' : 'expired';
}

/** The first exam of this day in the candidate's time zone that they have not begun. */
function tipAt(now: Date, timeZone: string, exams: readonly SittingRecord[]): Dashboard['tip'] {
  const today = dayIn(timeZone, now);
  const exam = exams.find(
    ({ examState, state, opensAt }) =>
      examState === 'published' && state === 'scheduled' && dayIn(timeZone, new Date(opensAt)) === today,
  );
  return exam ? { sittingId: exam.sittingId, title: exam.title, opensAt: instantOf(exam.opensAt) } : null;
}

function fingerprint(shown: object): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url');
}

const instantOf = (text: string): string => new Date(text).toISOString();
const handingIn = ({ submittedAt, exam }: CopySummary): number => Date.parse(submittedAt ?? exam.closesAt);
const byOpening = (a: SittingRecord, b: SittingRecord): number =>
  Date.parse(a.opensAt) - Date.parse(b.opensAt) ||
  a.title.localeCompare(b.title) ||
  (a.sittingId < b.sittingId ? -1 : 1);
