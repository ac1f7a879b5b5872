import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { choiceId, type PageId, pageId, questionId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import { Exam } from '../src/exams/exam.ts';
import { Sitting } from '../src/sittings/sitting.ts';
import { addExamDay } from './examDay.ts';
import type { TestApi } from './testApi.ts';

const choice = () => choiceId.parse(randomUUID());
const id = () => questionId.parse(randomUUID());

/** A text, one choice, several choices and files, with ids of their own. */
export function someQuestions() {
  const choices = [
    { choiceId: choice(), text: 'Oui' },
    { choiceId: choice(), text: 'Non' },
  ];
  const text = { kind: 'text' as const, questionId: id(), prompt: 'Discutez.', mandatory: true, mostWords: 500 };
  const single = {
    kind: 'choice' as const,
    questionId: id(),
    prompt: 'Vrai ?',
    mandatory: false,
    several: false,
    choices,
  };
  const several = { ...single, questionId: id(), prompt: 'Lesquels ?', several: true };
  const file = { kind: 'file' as const, questionId: id(), prompt: 'Déposez votre plan.', mandatory: false };
  return { text, single, several, file };
}

/** A candidate who writes since the test clock's now: their sitting, and the page that holds the writing. */
export async function startWriting(
  server: TestApi,
  {
    questions = [],
    durationMinutes = 120,
    page = pageId.parse(randomUUID()),
  }: { questions?: Question[]; durationMinutes?: number; page?: PageId } = {},
) {
  const now = new Date(server.clock.now());
  const opensAt = new Date(now.getTime() - 60_000);
  const closesAt = new Date(now.getTime() + 3 * 60 * 60_000);
  const day = await addExamDay(server.orm, { opensAt, closesAt, state: 'writing' });
  const em = server.orm.em.fork();
  await em.nativeUpdate(Exam, { id: day.exam.id }, { questions, durationMinutes });
  await em.nativeUpdate(Sitting, { id: day.sitting.id }, { startedAt: now, writingPageId: page, lastSeenAt: now });
  const candidate: HttpCaller = await server.as(day.candidate);
  return { ...day, server, page, me: candidate, question: questionId.parse(day.exam.id), sittingId: day.sitting.id };
}
