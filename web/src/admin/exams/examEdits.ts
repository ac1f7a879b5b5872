import type { RouteBody } from '@invigil/contract/routes';
import type { ExamDetails } from '@invigil/contract/routes/admin/exams';
import { type ExamKind, type ExamRules, ordinaryRules } from '@invigil/contract/routes/exam';

/** What an admin settles about an exam, flat, as the form holds it. Instants are empty until they are filled in. */
export interface ExamEdits {
  title: string;
  kind: ExamKind;
  instructions: string;
  opensAt: string;
  closesAt: string;
  durationMinutes: string;
  webcam: boolean;
  screen: boolean;
  technicalTest: boolean;
  secondDisplay: ExamRules['secondDisplay'];
  microphone: boolean;
  fullscreen: boolean;
  paste: ExamRules['paste'];
  /** Minutes after the opening; empty while the window is open. */
  lateEntryMinutes: string;
  faultCreditMinutes: string;
}
export type ExamField = keyof ExamEdits;

export const emptyExam: ExamEdits = {
  title: '',
  kind: 'exam',
  instructions: '',
  opensAt: '',
  closesAt: '',
  durationMinutes: '120',
  webcam: true,
  screen: true,
  technicalTest: false,
  secondDisplay: 'warned',
  microphone: ordinaryRules.microphone,
  fullscreen: ordinaryRules.fullscreen,
  paste: ordinaryRules.paste,
  lateEntryMinutes: '',
  faultCreditMinutes: String(ordinaryRules.faultCreditMinutes),
};

export function editsOf({
  title,
  kind,
  instructions,
  opensAt,
  closesAt,
  durationMinutes,
  rules,
}: ExamDetails): ExamEdits {
  return {
    title,
    kind,
    instructions,
    opensAt,
    closesAt,
    durationMinutes: String(durationMinutes),
    ...rules,
    lateEntryMinutes: String(rules.lateEntryMinutes ?? ''),
    faultCreditMinutes: String(rules.faultCreditMinutes),
  };
}

type Written = Omit<RouteBody<'createExam'>, 'idempotencyKey'>;

export function writtenExam(edits: ExamEdits): Written {
  const { webcam, screen, technicalTest, secondDisplay, microphone, fullscreen, paste, ...more } = edits;
  const { lateEntryMinutes, faultCreditMinutes, ...rest } = more;
  return {
    ...rest,
    title: edits.title.trim(),
    durationMinutes: Number(edits.durationMinutes),
    rules: {
      webcam,
      screen,
      microphone,
      technicalTest,
      secondDisplay,
      fullscreen,
      paste,
      lateEntryMinutes: lateEntryMinutes.trim() === '' ? null : Number(lateEntryMinutes),
      faultCreditMinutes: Number(faultCreditMinutes),
    },
    questions: [],
  };
}

const ruleFields: readonly ExamField[] = [
  'webcam',
  'screen',
  'technicalTest',
  'secondDisplay',
  'microphone',
  'fullscreen',
  'paste',
  'lateEntryMinutes',
  'faultCreditMinutes',
];

/** Only what was changed goes to the server, so that an exam that has begun can still be closed later. */
export function writtenChanges(edits: ExamEdits, changed: readonly ExamField[]): Partial<Written> {
  const all = writtenExam(edits);
  const names = new Set<string>(changed.map((field) => (ruleFields.includes(field) ? 'rules' : field)));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

/** Changes that candidates plan by, and are told of. */
export function isRescheduled(changed: readonly ExamField[]): boolean {
  return changed.some((field) => field === 'opensAt' || field === 'closesAt' || field === 'durationMinutes');
}

export type ExamProblem = 'required' | 'number' | 'windowRefused' | 'durationRefused';

/** What is wrong with each field, as the server would say too. */
export function problemsOf(edits: ExamEdits): Partial<Record<ExamField, ExamProblem>> {
  const problems: Partial<Record<ExamField, ExamProblem>> = {};
  const minutes = /^\d{1,4}$/.test(edits.durationMinutes.trim()) ? Number(edits.durationMinutes) : 0;
  const [opens, closes] = [Date.parse(edits.opensAt), Date.parse(edits.closesAt)];
  if (edits.title.trim() === '') problems.title = 'required';
  if (minutes < 1 || minutes > 1_440) problems.durationMinutes = 'number';
  if (Number.isNaN(opens)) problems.opensAt = 'required';
  if (Number.isNaN(closes)) problems.closesAt = 'required';
  else if (closes <= opens) problems.closesAt = 'windowRefused';
  else if (problems.durationMinutes === undefined && closes - opens < minutes * 60_000) {
    problems.durationMinutes = 'durationRefused';
  }
  return problems;
}
