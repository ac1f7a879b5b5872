import { useAdminTexts } from '../texts/useAdminTexts.ts';
import { useAdminFormats } from '../useAdminFormats.ts';
import type { ExamEdits, ExamField } from './examEdits.ts';

/** What each field of an exam is called, and its value in words. */
export function useExamWords() {
  const { t } = useAdminTexts();
  const { dayAndTime } = useAdminFormats();

  function wordsOf(field: ExamField, edits: ExamEdits): string {
    if (field === 'kind') return t(`exams.kind.${edits.kind}`);
    if (field === 'secondDisplay') return t(`exams.secondDisplay.${edits.secondDisplay}`);
    if (field === 'paste') return t(`exams.paste.${edits.paste}`);
    if (field === 'opensAt' || field === 'closesAt') return edits[field] === '' ? '' : dayAndTime(edits[field]);
    const value = edits[field];
    return typeof value === 'boolean' ? t(value ? 'form.yes' : 'form.no') : value;
  }

  return { nameOf: (field: ExamField) => t(`exams.field.${field}`), wordsOf };
}
