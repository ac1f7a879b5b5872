import type { PageId } from '@invigil/contract/ids';
import type { SavedAnswer, WritingState } from '@invigil/contract/routes/writing';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Answer } from '../answers/answer.ts';
import { AnswerFile } from '../answers/answerFile.ts';
import { ExamDocument } from '../exams/examDocument.ts';
import type { Sitting } from '../sittings/sitting.ts';
import { Interruption } from './interruption.ts';
import { writingPulseOf } from './writingPulse.ts';

/** Everything that a page needs to go on writing in a started sitting, which comes with its exam. */
export async function writingStateOf(
  em: EntityManager,
  sitting: Sitting,
  { startedAt, pageId, now }: { startedAt: Date; pageId: PageId | undefined; now: Date },
): Promise<WritingState> {
  const { exam, writingPageId } = sitting;
  const interruptions = await em.find(Interruption, { sitting }, { orderBy: { beganAt: 'asc', id: 'asc' } });
  const answers = await em.find(Answer, { sitting }, { orderBy: { questionId: 'asc' }, refresh: true });
  const files = await em.find(AnswerFile, { sitting, removedAt: null }, { orderBy: { uploadedAt: 'asc', id: 'asc' } });
  const documents = await em.find(ExamDocument, { exam }, { orderBy: { uploadedAt: 'asc', id: 'asc' } });
  return {
    ...writingPulseOf(sitting, now),
    sittingId: sitting.id,
    startedAt: startedAt.toISOString(),
    submittedAt: sitting.submittedAt?.toISOString() ?? null,
    extraMinutes: sitting.extraMinutes,
    holder: !writingPageId ? 'none' : writingPageId === pageId ? 'me' : 'other',
    interruptions: interruptions.map((interruption) => interruption.asReply()),
    exam: {
      ...exam.asHeading(),
      kind: exam.kind,
      durationMinutes: exam.durationMinutes,
      instructions: exam.instructions,
      rules: exam.rules(),
      questions: exam.asked(),
    },
    documents: documents.map(({ id, fileName, byteSize }) => ({ documentId: id, fileName, byteSize })),
    answers: answers.map(savedAnswerOf),
    files: files.map((file) => file.asReply()),
  };
}

function savedAnswerOf({ questionId, revision, content, savedAt }: Answer): SavedAnswer {
  return { questionId, revision, content, savedAt: savedAt.toISOString() };
}
