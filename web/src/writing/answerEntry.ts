import type { AnswerContent } from '@invigil/contract/answerContent';
import type { ErrorBody } from '@invigil/contract/errors';
import type { Question } from '@invigil/contract/questions';
import type { KeptAnswer } from './keptAnswer.ts';

/** One answer in the hands of the autosaver: what is kept of it, and what is under way. */
export interface AnswerEntry {
  readonly question: Question;
  kept: KeptAnswer;
  /** What the store held when this page last looked. */
  seen: AnswerContent;
  isKept: boolean;
  keeping: Promise<void> | undefined;
  sending: Promise<void> | undefined;
  callOff: (() => void) | undefined;
  fault: ErrorBody | undefined;
  tries: number;
  /** The server was reached while a try was on its way: if that one fails, another goes at once. */
  isUrged: boolean;
}

export function newEntry(begun: Pick<AnswerEntry, 'question' | 'kept' | 'seen' | 'isKept'>): AnswerEntry {
  return {
    ...begun,
    keeping: undefined,
    sending: undefined,
    callOff: undefined,
    fault: undefined,
    tries: 0,
    isUrged: false,
  };
}
