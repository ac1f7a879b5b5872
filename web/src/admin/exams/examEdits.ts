import type { RouteBody } from '@invigil/contract/routes';
import type { ExamDetails } from '@invigil/contract/routes/admin/exams';
import { type ExamKind, type ExamRules, ordinaryRules } from '@invigil/contract/routes/exam';
import { changedFields } from '../mergeEdits.ts';
import { type EditedQuestion, editedOf, writtenOf } from './questions/editedQuestion.ts';
import { sameQuestions } from './questions/mergeQuestions.ts';
import { problemsOfQuestions } from './questions/questionProblems.ts';

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
  admission: boolean;
  answersShown: boolean;
  lookMinutes: string;
  questions: EditedQuestion[];
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
  admission: ordinaryRules.admission,
  answersShown: ordinaryRules.answersShown,
  lookMinutes: String(ordinaryRules.lookMinutes),
  questions: [],
};

export function editsOf({
  title,
  kind,
  instructions,
  opensAt,
  closesAt,
  durationMinutes,
  rules,
  questions,
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
    lookMinutes: String(rules.lookMinutes),
    questions: questions.map(editedOf),
  };
}

type Written = Omit<RouteBody<'createExam'>, 'idempotencyKey'>;

export function writtenExam(edits: ExamEdits): Written {
  const { webcam, screen, technicalTest, secondDisplay, microphone, fullscreen, paste, ...more } = edits;
  const { lateEntryMinutes, faultCreditMinutes, admission, answersShown, lookMinutes, ...rest } = more;
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
      admission,
      answersShown,
      lookMinutes: Number(lookMinutes),
    },
    questions: edits.questions.map(writtenOf),
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
  'admission',
  'answersShown',
  'lookMinutes',
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

/** The fields that are not as they were; questions that would be written the same are. */
export function changedExamFields(base: ExamEdits, now: ExamEdits): ExamField[] {
  return changedFields(base, now).filter(
    (field) => field !== 'questions' || !sameQuestions(base.questions, now.questions),
  );
}

/** The least and the most of each number. */
export const numberRanges = {
  durationMinutes: [1, 1_440],
  lateEntryMinutes: [0, 1_440],
  faultCreditMinutes: [0, 240],
  lookMinutes: [1, 120],
} as const;
export type NumberField = keyof typeof numberRanges;
const numberFields = Object.keys(numberRanges) as NumberField[];
export const isNumberField = (field: ExamField): field is NumberField => field in numberRanges;

export type ExamProblem = 'required' | 'number' | 'windowRefused' | 'durationRefused' | 'questions';

/** What is wrong with each field, as the server would say too; of the questions, that something is. */
export function problemsOf(edits: ExamEdits): Partial<Record<ExamField, ExamProblem>> {
  const problems: Partial<Record<ExamField, ExamProblem>> = {};
  const [opens, closes] = [Date.parse(edits.opensAt), Date.parse(edits.closesAt)];
  if (edits.title.trim() === '') problems.title = 'required';
  for (const field of numberFields) {
    const mayBeEmpty = field === 'lateEntryMinutes' && edits[field].trim() === '';
    if (!mayBeEmpty && !isInRange(edits[field], numberRanges[field])) problems[field] = 'number';
  }
  if (Number.isNaN(opens)) problems.opensAt = 'required';
  if (Number.isNaN(closes)) problems.closesAt = 'required';
  else if (closes <= opens) problems.closesAt = 'windowRefused';
  else if (problems.durationMinutes === undefined && closes - opens < Number(edits.durationMinutes) * 60_000) {
    problems.durationMinutes = 'durationRefused';
  }
  if (problemsOfQuestions(edits.questions).length > 0) problems.questions = 'questions';
  return problems;
}

function isInRange(typed: string, [least, most]: readonly [number, number]): boolean {
  if (!/^\d{1,4}$/.test(typed.trim())) return false;
  return Number(typed) >= least && Number(typed) <= most;
}
