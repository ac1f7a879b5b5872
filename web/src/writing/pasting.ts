import type { QuestionId } from '@invigil/contract/ids';
import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { PastePolicy } from '@invigil/contract/routes/exam';

/** What was last copied on this page: moving one's own text, or quoting a document of the exam, is no paste from outside. */
export class OwnCopy {
  #text = '';

  remember(text: string): void {
    this.#text = letters(text);
  }

  holds(text: string): boolean {
    return this.#text !== '' && letters(text) === this.#text;
  }
}

/** Line ends and marks differ between what was copied and what is pasted; letters do not. */
function letters(text: string): string {
  return text.replace(/\s+/g, '');
}

interface Pasted {
  text: string;
  policy: PastePolicy;
  questionId: QuestionId;
  own: OwnCopy;
}

/**
 * What becomes of something pasted or dropped into an answer.
 * @returns whether it may go in, and what is reported: how much it was, never what it was.
 */
export function judgePaste({ text, policy, questionId, own }: Pasted): { isTaken: boolean; incident?: IncidentFacts } {
  if (policy === 'allowed' || text === '' || own.holds(text)) return { isTaken: true };
  const refused = policy === 'refused';
  const characters = Math.min(text.length, 1_000_000);
  return { isTaken: !refused, incident: { kind: 'pasted', facts: { questionId, characters, refused } } };
}
