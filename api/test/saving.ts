import { randomUUID } from 'node:crypto';
import { type AnswerContent, textContent } from '@invigil/contract/answerContent';
import { pageId, type QuestionId } from '@invigil/contract/ids';
import { Answer } from '../src/answers/answer.ts';
import { AnswerRevision, type RevisionReason } from '../src/answers/answerRevision.ts';
import { Sitting } from '../src/sittings/sitting.ts';
import type { startWriting } from './writing.ts';

export type Writing = Awaited<ReturnType<typeof startWriting>>;

/** What a save says; a save of a text from nothing, just now, by the page that holds the writing, unless told otherwise. */
export interface Save {
  text?: string;
  content?: AnswerContent;
  base?: number;
  ago?: number;
  saveId?: string;
  page?: string;
  to?: QuestionId;
}

export function save({ me, sittingId, question, page }: Writing, given: Save = {}) {
  const { text = 'Été', content = textContent(text), base = 0, ago = 0, saveId = randomUUID(), to = question } = given;
  const body = { pageId: pageId.parse(given.page ?? page), saveId, baseRevision: base, content, typedAgoMs: ago };
  return me.call('saveAnswer', { params: { sittingId, questionId: to }, body });
}

/** What the database has of the answers of a sitting. */
export function keptAnswers({ server, sittingId }: Writing): Promise<Answer[]> {
  return server.orm.em.fork().find(Answer, { sitting: sittingId });
}

export async function keptText(writing: Writing): Promise<string | undefined> {
  return (await keptAnswers(writing))[0]?.text;
}

/** The texts of revisions, the oldest first. */
export async function keptRevisions({ server, sittingId }: Writing, reason?: RevisionReason): Promise<string[]> {
  const where = { sitting: sittingId, ...(reason ? { reason } : {}) };
  const em = server.orm.em.fork();
  const rows = await em.find(AnswerRevision, where, { orderBy: { savedAt: 'asc', revision: 'asc' } });
  return rows.map(({ text }) => text);
}

export async function changeKept({ server, sittingId }: Writing, changes: Partial<Sitting>): Promise<void> {
  await server.orm.em.fork().nativeUpdate(Sitting, { id: sittingId }, changes);
}
