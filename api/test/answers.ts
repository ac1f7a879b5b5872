import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { questionId } from '@invigil/contract/ids';
import { Answer } from '../src/answers/answer.ts';
import type { Orm } from '../src/db/orm.ts';
import { Sitting } from '../src/sittings/sitting.ts';

/** Writes down what was answered to the one question of an exam without a list; as a copy when it is frozen. */
export async function addAnswer(
  orm: Orm,
  sitting: Pick<Sitting, 'id' | 'exam'>,
  { text, savedAt, revision = 1, frozen = true }: { text: string; savedAt: Date; revision?: number; frozen?: boolean },
): Promise<void> {
  const em = orm.em.fork();
  const content = textContent(text);
  const question = questionId.parse(sitting.exam.id);
  em.create(Answer, {
    sitting: sitting.id,
    questionId: question,
    content,
    text,
    revision,
    savedAt,
    saveId: randomUUID(),
  });
  if (frozen) await em.nativeUpdate(Sitting, { id: sitting.id }, { frozenAt: savedAt });
  await em.flush();
}
