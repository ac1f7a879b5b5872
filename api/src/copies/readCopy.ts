import { type AnswerContent, plainText, wordCount } from '@invigil/contract/answerContent';
import type { Question } from '@invigil/contract/questions';
import type { CopyAnswer, MyCopy } from '@invigil/contract/routes/copies';
import type { CopyReceipt } from '@invigil/contract/routes/writing';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Answer } from '../answers/answer.ts';
import { AnswerFile } from '../answers/answerFile.ts';
import { AnswerRevision } from '../answers/answerRevision.ts';
import type { Sitting } from '../sittings/sitting.ts';

/** What is in a copy beyond its heading. The sitting comes with its exam, the answers are all of the sitting's. */
export async function readCopy(
  em: EntityManager,
  sitting: Sitting,
  answers: readonly Answer[],
): Promise<Pick<MyCopy, 'text' | 'answers' | 'late' | 'receipt'>> {
  const files = await em.find(AnswerFile, { sitting, removedAt: null }, { orderBy: { uploadedAt: 'asc', id: 'asc' } });
  const late = await em.find(AnswerRevision, { sitting, reason: 'late' }, { orderBy: { savedAt: 'asc', id: 'asc' } });
  const byQuestion = sitting.exam.asked().map((question) => {
    const answer = answers.find(({ questionId }) => questionId === question.questionId);
    const own = files.filter(({ questionId }) => questionId === question.questionId);
    return copyAnswer(question, answer, own);
  });
  return {
    text: byQuestion
      .map(({ text }) => text)
      .filter((text) => text !== '')
      .join('\n\n'),
    answers: byQuestion,
    // By question, and of one question the oldest first, as they were read.
    late: byQuestion.flatMap(({ question, files }) =>
      late
        .filter(({ questionId }) => questionId === question.questionId)
        .map(({ questionId, content, savedAt }) => {
          return { questionId, content, text: textOf(question, content, files), savedAt: savedAt.toISOString() };
        }),
    ),
    receipt: receiptOf(sitting, answers, byQuestion),
  };
}

function copyAnswer(question: Question, answer: Answer | undefined, files: readonly AnswerFile[]): CopyAnswer {
  const shown = files.map((file) => file.asReply());
  const text = answer ? textOf(question, answer.content, shown) : '';
  return {
    question,
    content: answer?.content ?? null,
    text,
    words: wordCount(text),
    savedAt: answer?.savedAt.toISOString() ?? null,
    files: shown,
  };
}

function textOf(question: Question, content: AnswerContent, files: CopyAnswer['files']): string {
  return plainText(content, { choices: question.kind === 'choice' ? question.choices : [], files });
}

/** Null for what is not handed in, or was before there were receipts. */
function receiptOf(
  { submittedAt, submittedBy, receiptHash }: Sitting,
  answers: readonly Answer[],
  byQuestion: readonly CopyAnswer[],
): CopyReceipt | null {
  if (!submittedAt || !submittedBy || !receiptHash) return null;
  const questions = byQuestion.map(({ question: { questionId }, words }) => {
    return { questionId, revision: answers.find((answer) => answer.questionId === questionId)?.revision ?? 0, words };
  });
  return { submittedAt: submittedAt.toISOString(), submittedBy, hash: receiptHash, questions };
}
