import { AppError } from '@invigil/contract/errors';
import type { QuestionId } from '@invigil/contract/ids';
import type { ExamDetails } from '@invigil/contract/routes/admin/exams';
import { computed, type InjectionKey, inject, ref, shallowRef, watch } from 'vue';
import { api } from '../../api.ts';
import { useAction } from '../../composables/useAction.ts';
import { mergeEdits } from '../mergeEdits.ts';
import { useAdminTexts } from '../texts/useAdminTexts.ts';
import { useTold } from '../told.ts';
import {
  changedExamFields,
  type ExamEdits,
  type ExamField,
  editsOf,
  isRescheduled,
  writtenChanges,
} from './examEdits.ts';
import type { WrongField } from './firstWrong.ts';
import { mergeQuestions, type QuestionConflict, takeTheirs } from './questions/mergeQuestions.ts';

/** What somebody else changed meanwhile: what only they touched, and what both of us did. */
interface Stale {
  taken: ExamField[];
  fields: ExamField[];
  questions: QuestionConflict[];
}

/** The edits of one exam, which its parts share: going from one to another loses nothing, and one button saves all. */
export function useExamForm(exam: () => ExamDetails, saved: (exam: ExamDetails) => void) {
  const { t, tn } = useAdminTexts();
  const told = useTold();
  const base = ref<ExamEdits>(editsOf(exam()));
  const edits = ref<ExamEdits>(editsOf(exam()));
  const revision = ref(exam().revision);
  const tried = ref(false);
  const stale = shallowRef<Stale>();
  const selected = ref<QuestionId>();
  /** The field that has to get the focus as soon as its part is shown. */
  const wanted = ref<WrongField>();
  const changed = computed(() => changedExamFields(base.value, edits.value));

  // Published, cancelled or a document added beside this form: its revision goes on, and what is typed stays.
  watch(exam, join);

  function join(now: ExamDetails): Stale {
    const theirs = editsOf(now);
    const { merged, conflicts, taken } = mergeEdits(base.value, edits.value, theirs);
    const questions = mergeQuestions(base.value.questions, edits.value.questions, theirs.questions);
    const other = (field: ExamField) => field !== 'questions';
    edits.value = { ...merged, questions: questions.merged };
    base.value = theirs;
    revision.value = now.revision;
    return {
      taken: [...taken.filter(other), ...(questions.taken ? (['questions'] as const) : [])],
      fields: conflicts.filter(other),
      questions: questions.conflicts,
    };
  }

  async function save(): Promise<void> {
    const { examId, state, sittingCount } = exam();
    const wasRescheduled = state === 'published' && isRescheduled(changed.value) && sittingCount > 0;
    const sent = { ...edits.value };
    const body = { ...writtenChanges(sent, changed.value), revision: revision.value };
    const now = await api.call('changeExam', { params: { examId }, body }).catch(whenStale);
    if (now === undefined) return;
    // What was typed while it was on its way differs from what was sent, and stays.
    base.value = sent;
    join(now);
    stale.value = undefined;
    tried.value = false;
    told.tell(wasRescheduled ? tn('exams.savedTold', sittingCount) : t('exams.saved'));
    saved(now);
  }

  /** Somebody else saved first: their version comes in below what is typed. */
  async function whenStale(fault: unknown): Promise<undefined> {
    if (!(fault instanceof AppError) || fault.code !== 'stale') throw fault;
    told.dismiss();
    const now = await api.call('exam', { params: { examId: exam().examId } });
    stale.value = join(now);
    saved(now);
  }

  function take<F extends ExamField>(field: F): void {
    edits.value[field] = base.value[field];
    if (stale.value === undefined) return;
    stale.value = { ...stale.value, fields: stale.value.fields.filter((other) => other !== field) };
  }

  function takeQuestion(conflict: QuestionConflict): void {
    edits.value.questions = takeTheirs(edits.value.questions, conflict, base.value.questions);
    if (stale.value === undefined) return;
    stale.value = { ...stale.value, questions: stale.value.questions.filter((other) => other !== conflict) };
  }

  function undo(): void {
    edits.value = { ...base.value };
    stale.value = undefined;
    tried.value = false;
  }

  const { busy, error, run } = useAction(save);
  return { base, edits, tried, stale, selected, wanted, changed, save, take, takeQuestion, undo, busy, error, run };
}
export type ExamForm = ReturnType<typeof useExamForm>;

export const examFormKey: InjectionKey<ExamForm> = Symbol('the form of one exam');

/** The form that the parts of an exam share. */
export function useSharedExamForm(): ExamForm {
  const form = inject(examFormKey);
  if (form === undefined) throw new Error('this part of an exam stands outside of its form');
  return form;
}
