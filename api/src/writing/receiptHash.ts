import { createHash } from 'node:crypto';
import type { AnswerContent } from '@invigil/contract/answerContent';
import { canonicalJson } from '@invigil/contract/canonicalJson';
import type { QuestionId } from '@invigil/contract/ids';

interface HandedIn {
  answers: readonly { questionId: QuestionId; revision: number; content: AnswerContent }[];
  files: readonly { questionId: QuestionId; fileName: string; sha256: string }[];
}

/**
 * SHA-256, hexadecimal, over the canonical JSON of everything that is handed in:
 * `{answers: [{questionId, revision, content}], files: [{questionId, fileName, sha256}]}`, in the order of questions and then
 * of names, so that anybody who has the same copy computes the same hash.
 */
export function receiptHash({ answers, files }: HandedIn): string {
  const whole = {
    answers: answers
      .map(({ questionId, revision, content }) => ({ questionId, revision, content }))
      .sort((a, b) => inOrder(a.questionId, b.questionId)),
    files: files
      .map(({ questionId, fileName, sha256 }) => ({ questionId, fileName, sha256 }))
      .sort(
        (a, b) => inOrder(a.questionId, b.questionId) || inOrder(a.fileName, b.fileName) || inOrder(a.sha256, b.sha256),
      ),
  };
  return createHash('sha256').update(canonicalJson(whole)).digest('hex');
}

const inOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
