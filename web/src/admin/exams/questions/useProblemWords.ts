import { useAdminTexts } from '../../texts/useAdminTexts.ts';
import type { QuestionProblem } from './questionProblems.ts';

/** What is wrong with a field of a question, in words. */
export function useProblemWords() {
  const { t } = useAdminTexts();

  function wordsOf(problem: QuestionProblem | undefined): string | undefined {
    if (problem === undefined) return undefined;
    const { what, least, most } = problem;
    if (what === 'tooFew') return t('questions.tooFew', { least });
    if (what === 'tooMany') return t('questions.tooMany', { most });
    if (what === 'number') return t('form.number', { least, most });
    return t(`form.${what}`, { most });
  }

  return { wordsOf };
}
