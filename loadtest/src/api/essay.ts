import { randomUUID } from 'node:crypto';
import type { BenchWriter } from '@invigil/contract/benchServer';
import type { PlainAnswer, PlainRequest } from './plainHttp.ts';

/** As a candidate has it after an hour: 500 words in ten paragraphs. */
const paragraphs = Array.from({ length: 10 }, (_, i) => {
  const text = `${i + 1}. ${'Le droit civil connaît cette règle depuis longtemps, et la discute encore. '.repeat(4)}`;
  return `{"type":"paragraph","content":[{"type":"text","text":"${text}"}]}`;
}).join(',');

const mark = '[mark]';
/** The document of such an answer, in which a mark stands for what is new. */
export const essayDocument = {
  document: `{"type":"doc","content":[${paragraphs},{"type":"paragraph","content":[{"type":"text","text":"${mark}"}]}]}`,
  mark,
} as const;

const markOf = (revision: number) => `[${revision}]`;

/** One candidate's answer, which gets a mark with each save, so that each save can be found in what is read back. */
export class Essay {
  readonly #writer: BenchWriter;
  /** Saves that the server has acknowledged. */
  acknowledged = 0;
  #marks = '';
  /** The save under way, which is sent again as it was until it is answered. */
  #next: { saveId: string; marks: string } | undefined;

  constructor(writer: BenchWriter) {
    this.#writer = writer;
  }

  request(): PlainRequest {
    const { sittingId, questionId, pageId, cookie } = this.#writer;
    this.#next ??= { saveId: randomUUID(), marks: this.#marks + markOf(this.acknowledged + 1) };
    const { saveId, marks } = this.#next;
    return {
      method: 'PUT',
      path: `/api/sittings/${sittingId}/answers/${questionId}`,
      headers: { cookie, 'content-type': 'application/json' },
      body:
        `{"pageId":"${pageId}","saveId":"${saveId}","baseRevision":${this.acknowledged},"typedAgoMs":120,"content":{"kind":"text",` +
        `"doc":${essayDocument.document.replace(mark, marks)}}}`,
    };
  }

  /** @throws {Error} when it was not saved as the next revision: then something else would be measured. */
  answered({ status, body }: PlainAnswer): void {
    const { revision, kept } = JSON.parse(body.toString()) as { revision?: number; kept?: string };
    if (status !== 200 || kept !== 'current' || revision !== this.acknowledged + 1) {
      throw new Error(`save ${this.acknowledged + 1} was answered with ${status}: ${body.toString().slice(0, 200)}`);
    }
    this.acknowledged = revision;
    this.#marks = this.#next?.marks ?? '';
    this.#next = undefined;
  }

  /** How what a page reads after a reload is asked for. */
  reading(): PlainRequest {
    const { sittingId, pageId, cookie } = this.#writer;
    return { method: 'GET', path: `/api/sittings/${sittingId}/writing?pageId=${pageId}`, headers: { cookie } };
  }

  /** How many acknowledged saves are not in what was read. */
  lostIn({ status, body }: PlainAnswer): number {
    if (status !== 200) throw new Error(`reading was answered with ${status}: ${body.toString().slice(0, 200)}`);
    const { answers } = JSON.parse(body.toString()) as {
      answers: { questionId: string; revision: number; content: unknown }[];
    };
    const answer = answers.find(({ questionId }) => questionId === this.#writer.questionId);
    const text = JSON.stringify(answer?.content ?? '');
    const all = Array.from({ length: this.acknowledged }, (_, i) => markOf(i + 1));
    const missing = all.filter((mark) => !text.includes(mark)).length;
    return (answer?.revision ?? 0) < this.acknowledged ? Math.max(1, missing) : missing;
  }
}
