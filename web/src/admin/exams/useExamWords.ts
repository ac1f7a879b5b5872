import { useAdminTexts } from '../texts/useAdminTexts.ts';
import { useAdminFormats } from '../useAdminFormats.ts';
import { type ExamEdits, type ExamField, isNumberField, numberRanges, problemsOf } from './examEdits.ts';
import type { EditedQuestion } from './questions/editedQuestion.ts';

/** What each field of an exam is called, and its value in words. */
export function useExamWords() {
  const { t, tn } = useAdminTexts();
  const { dayAndTime } = useAdminFormats();

  function wordsOf(field: ExamField, edits: ExamEdits): string {
    if (field === 'kind') return t(`exams.kind.${edits.kind}`);
    if (field === 'secondDisplay') return t(`exams.secondDisplay.${edits.secondDisplay}`);
    if (field === 'paste') return t(`exams.paste.${edits.paste}`);
    if (field === 'questions') return tn('questions.count', edits.questions.length);
    if (field === 'opensAt' || field === 'closesAt') return edits[field] === '' ? '' : dayAndTime(edits[field]);
    const value = edits[field];
    return typeof value === 'boolean' ? t(value ? 'form.yes' : 'form.no') : value;
  }

  /** A question in one cell; nothing of it is left when it was removed. */
  function questionWords(question: EditedQuestion | undefined): string {
    if (question === undefined) return t('questions.isRemoved');
    const choices = question.kind === 'choice' ? question.choices.map(({ text }) => `• ${text}`) : [];
    return [question.prompt, ...choices].join('\n');
  }

  /** What is wrong with a field. What is merely still empty is told only to who tried to save. */
  function problemWords(field: ExamField, edits: ExamEdits, tried: boolean): string | undefined {
    const found = problemsOf(edits)[field];
    if (found === undefined || found === 'questions' || (!tried && found === 'required')) return undefined;
    if (found === 'required') return t('form.required');
    if (found !== 'number') return t(`exams.${found}`);
    if (!isNumberField(field)) return undefined;
    const [least, most] = numberRanges[field];
    return t('form.number', { least, most });
  }

  return { questionWords, problemWords, nameOf: (field: ExamField) => t(`exams.field.${field}`), wordsOf };
}
