import type { QuestionId } from '@invigil/contract/ids';
import { type EditedQuestion, writtenOf } from './editedQuestion.ts';
import { insertAt } from './questionEdits.ts';

/** A question that both of us changed, each in another way; undefined on the side that removed it. */
export interface QuestionConflict {
  questionId: QuestionId;
  theirs: EditedQuestion | undefined;
  mine: EditedQuestion | undefined;
}

export interface MergedQuestions {
  /** Theirs where I had not touched it, mine where I had. */
  merged: EditedQuestion[];
  conflicts: QuestionConflict[];
  /** Whether anything came from them alone. */
  taken: boolean;
}

type List = readonly EditedQuestion[];

/** Joins two changes of the same list, question by question, so that two admins at different questions do not collide. */
export function mergeQuestions(base: List, mine: List, theirs: List): MergedQuestions {
  const result: MergedQuestions = { merged: [], conflicts: [], taken: false };
  const kept = new Map<QuestionId, EditedQuestion>();
  for (const questionId of new Set([...mine, ...theirs].map((question) => question.questionId))) {
    const [before, my, their] = [base, mine, theirs].map((list) => find(list, questionId));
    const iChanged = !sameQuestion(my, before);
    const theyChanged = !sameQuestion(their, before);
    const chosen = iChanged ? my : their;
    if (chosen !== undefined) kept.set(questionId, chosen);
    if (iChanged && theyChanged && !sameQuestion(my, their)) {
      result.conflicts.push({ questionId, theirs: their, mine: my });
    }
    if (!iChanged && theyChanged) result.taken = true;
  }
  const iMoved = !sameOrder(base, mine);
  if (!iMoved && !sameOrder(base, theirs)) result.taken = true;
  result.merged = inOrder(kept, iMoved ? [mine, theirs] : [theirs, mine]);
  return result;
}

/** Settles one conflict their way. */
export function takeTheirs(mine: List, { questionId, theirs }: QuestionConflict, order: List): EditedQuestion[] {
  if (theirs === undefined) return mine.filter((question) => question.questionId !== questionId);
  if (find(mine, questionId) === undefined) {
    return insertAt(
      mine,
      order.findIndex((question) => question.questionId === questionId),
      theirs,
    );
  }
  return mine.map((question) => (question.questionId === questionId ? theirs : question));
}

/** Whether two lists would be written the same. */
export function sameQuestions(a: List, b: List): boolean {
  return a.length === b.length && a.every((question, index) => sameQuestion(question, b[index]));
}

function find(list: List | undefined, questionId: QuestionId): EditedQuestion | undefined {
  return list?.find((question) => question.questionId === questionId);
}

function sameQuestion(a: EditedQuestion | undefined, b: EditedQuestion | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a === b || JSON.stringify(writtenOf(a)) === JSON.stringify(writtenOf(b));
}

/** Whether those that are in both lists follow each other alike. */
function sameOrder(base: List, now: List): boolean {
  const common = (list: List, other: List) =>
    list.map(({ questionId }) => questionId).filter((questionId) => find(other, questionId) !== undefined);
  return common(base, now).join() === common(now, base).join();
}

/** All that are kept, in the order of the first list; who is only in the second stands behind whom it stood behind there. */
function inOrder(kept: ReadonlyMap<QuestionId, EditedQuestion>, [first, second]: [List, List]): EditedQuestion[] {
  let ids = first.map(({ questionId }) => questionId).filter((questionId) => kept.has(questionId));
  for (const [index, { questionId }] of second.entries()) {
    if (!kept.has(questionId) || ids.includes(questionId)) continue;
    const before = second.slice(0, index).findLast((other) => ids.includes(other.questionId));
    ids = ids.toSpliced(before === undefined ? 0 : ids.indexOf(before.questionId) + 1, 0, questionId);
  }
  return ids.flatMap((questionId) => kept.get(questionId) ?? []);
}
