import { type AnswerContent, isAnswered, plainText, wordCount } from '@invigil/contract/answerContent';
import type { Question } from '@invigil/contract/questions';

/** What a line says of an answer. */
export interface AnswerSummary {
  isEmpty: boolean;
  kind: Question['kind'];
  /** Words, choices or files. */
  count: number;
}

/** A content never changes, so it is counted once: a long text at each letter, in each place that shows it, is felt. */
const known = new WeakMap<AnswerContent, AnswerSummary>();

export function summaryOf(question: Question, content: AnswerContent | undefined): AnswerSummary {
  const { kind } = question;
  if (content === undefined) return { isEmpty: true, kind, count: 0 };
  const summary = known.get(content) ?? counted(kind, content);
  known.set(content, summary);
  return summary;
}

function counted(kind: Question['kind'], content: AnswerContent): AnswerSummary {
  if (!isAnswered(content)) return { isEmpty: true, kind, count: 0 };
  const count =
    content.kind === 'text'
      ? wordCount(plainText(content))
      : content.kind === 'choice'
        ? content.choiceIds.length
        : content.fileIds.length;
  return { isEmpty: false, kind, count };
}

/** The mandatory questions that have no answer yet. */
export function unanswered(
  questions: readonly Question[],
  contentOf: (question: Question) => AnswerContent | undefined,
) {
  return questions.filter((question) => question.mandatory && summaryOf(question, contentOf(question)).isEmpty);
}
