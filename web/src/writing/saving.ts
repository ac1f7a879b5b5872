import type { AnswerContent } from '@invigil/contract/answerContent';
import type { ErrorBody } from '@invigil/contract/errors';
import type { QuestionId, SittingId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { SavedAnswer } from '@invigil/contract/routes/writing';
import type { AnswerStore } from './answerStore.ts';
import type { SaveReply } from './draft.ts';

export interface Save {
  questionId: QuestionId;
  saveId: string;
  baseRevision: number;
  content: AnswerContent;
  typedAgoMs: number;
}
export interface Clock {
  now(): number;
  /** @returns what calls it off. */
  after(ms: number, act: () => void): () => void;
}
/** Where the saving of one answer stands. */
export interface AnswerView {
  content: AnswerContent;
  revision: number;
  isSaved: boolean;
  isSending: boolean;
  savedAt: string | null;
  isLate: boolean;
  doubledKeys: readonly string[];
  /** Why the last try to send it failed. */
  fault: ErrorBody | undefined;
}
export interface AutosaverParts {
  sittingId: SittingId;
  questions: readonly Question[];
  /** What the server has. */
  answers: readonly SavedAnswer[];
  store: AnswerStore;
  /** @param leaving the page goes away, so the request must outlive it. */
  send: (save: Save, leaving: boolean) => Promise<SaveReply>;
  clock: Clock;
  /** Between 0 and 1: so that a thousand pages do not come back in the same moment. */
  random: () => number;
  hear: {
    changed: (question: QuestionId, view: AnswerView) => void;
    /** The content is now another than what was typed here. */
    replaced: (question: QuestionId, content: AnswerContent) => void;
    /** Two versions were joined, and the person must be told. */
    merged: (question: QuestionId) => void;
    /** The store has a new version, for other tabs. */
    kept: (question: QuestionId) => void;
    /** Whether the device keeps what is typed. */
    lasting: (isLasting: boolean) => void;
    openElsewhere: () => void;
  };
}
