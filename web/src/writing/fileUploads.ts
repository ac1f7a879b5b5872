import type { ErrorBody } from '@invigil/contract/errors';
import type { QuestionId, SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { AnswerFile } from '@invigil/contract/routes/writing';
import type { FileStore } from './fileStore.ts';
import { isUnreached } from './retryWait.ts';

/** A file on its way to the server. */
export interface ComingFile {
  readonly key: string;
  readonly file: File;
  /** How much of it is sent, from 0 to 1. */
  part: number;
  /** Why it is not on its way. */
  error: ErrorBody | undefined;
  /** Whether this device has its bytes, whatever becomes of the page. */
  isKept: boolean;
}

interface Parts {
  sittingId: SittingId;
  /** Rejects where the browser keeps nothing: then files wait in the page alone. */
  store: Promise<FileStore>;
  /** Throws an AppError. */
  upload: (sent: {
    questionId: QuestionId;
    file: File;
    progress: (part: number) => void;
    signal: AbortSignal;
  }) => Promise<AnswerFile>;
  errorOf: (thrown: unknown) => ErrorBody;
  now: () => number;
  /** How many files the answer has. */
  count: (question: QuestionId) => number;
  changed: (question: QuestionId, coming: readonly ComingFile[]) => void;
  added: (question: QuestionId, file: AnswerFile) => void;
}

/** What another try may change, once the server is reached or this page holds the writing again. */
const isPassing = (error: ErrorBody) => isUnreached(error) || error.code === 'openElsewhere';

/** Whether it arrives by itself, now or once the server is reached: what was refused does not. */
export const isOnItsWay = ({ error }: ComingFile) => error === undefined || isUnreached(error);

/** Sends the files of answers; each lies on the device, under the answers' own roof, until the server has it. */
export class FileUploads {
  readonly #parts: Parts;
  readonly #coming = new Map<QuestionId, readonly ComingFile[]>();
  readonly #left = new AbortController();

  /** Begins with what this device kept. */
  constructor(parts: Parts) {
    this.#parts = parts;
    void this.#restore();
  }

  choose(question: QuestionId, files: Iterable<File>): void {
    for (const file of files) {
      const one: ComingFile = {
        key: crypto.randomUUID(),
        file,
        part: 0,
        error: this.#refusal(question, file),
        isKept: false,
      };
      this.#coming.set(question, [...this.#of(question), one]);
      if (one.error === undefined) void this.#begin(question, one);
      this.#tell(question);
    }
  }

  again(question: QuestionId, key: string): void {
    const one = this.#of(question).find((other) => other.key === key);
    if (one !== undefined) void this.#send(question, one);
  }

  /** The person does not want it any more. */
  forget(question: QuestionId, key: string): void {
    this.#coming.set(
      question,
      this.#of(question).filter((one) => one.key !== key),
    );
    this.#tell(question);
    void this.#remove(key);
  }

  /** The server is reached, or this page holds the writing again: what waited for that goes now. */
  retry(): void {
    for (const [question, coming] of this.#coming) {
      for (const one of coming) if (one.error !== undefined && isPassing(one.error)) void this.#send(question, one);
    }
  }

  close(): void {
    this.#left.abort();
    this.#parts.store.then(
      (store) => store.close(),
      () => undefined,
    );
  }

  #refusal(question: QuestionId, file: File): ErrorBody | undefined {
    if (file.size > limits.answerFileBytes) return { code: 'bodyTooLarge' };
    if (file.size === 0) return { code: 'fileEmpty' };
    const coming = this.#of(question).filter(({ error }) => error === undefined || isPassing(error));
    if (this.#parts.count(question) + coming.length < limits.filesPerAnswer) return undefined;
    return { code: 'tooManyFiles', most: limits.filesPerAnswer };
  }

  async #restore(): Promise<void> {
    const { store, sittingId, now } = this.#parts;
    try {
      const kept = await (await store).all(sittingId, now());
      if (this.#left.signal.aborted) return;
      for (const { key, questionId, fileName, bytes } of kept) {
        const one: ComingFile = { key, file: new File([bytes], fileName), part: 0, error: undefined, isKept: true };
        this.#coming.set(questionId, [...this.#of(questionId), one]);
        void this.#send(questionId, one);
      }
    } catch (fault) {
      console.warn('the files that this device kept cannot be read', fault);
    }
  }

  async #begin(question: QuestionId, one: ComingFile): Promise<void> {
    const sending = this.#send(question, one);
    try {
      const { key, file } = one;
      const row = { key, sittingId: this.#parts.sittingId, questionId: question, fileName: file.name, bytes: file };
      await (await this.#parts.store).put({ ...row, chosenAt: this.#parts.now() });
      one.isKept = true;
      this.#tell(question);
    } catch (fault) {
      // The device is full, or keeps nothing: it is sent all the same.
      console.warn('a file could not be kept on this device', fault);
    }
    await sending;
    // It may have arrived, or have been given up, before it was kept.
    if (!this.#of(question).includes(one)) await this.#remove(one.key);
  }

  async #send(question: QuestionId, one: ComingFile): Promise<void> {
    one.error = undefined;
    one.part = 0;
    this.#tell(question);
    try {
      const added = await this.#parts.upload({
        questionId: question,
        file: one.file,
        progress: (part) => {
          one.part = part;
          this.#tell(question);
        },
        signal: this.#left.signal,
      });
      const isWanted = this.#of(question).includes(one);
      if (isWanted) this.#parts.added(question, added);
      this.forget(question, one.key);
    } catch (fault) {
      if (this.#left.signal.aborted) return;
      one.error = this.#parts.errorOf(fault);
      this.#tell(question);
    }
  }

  async #remove(key: string): Promise<void> {
    try {
      await (await this.#parts.store).remove(key);
    } catch (fault) {
      // What the device would not keep is not there either; anything else the next page sends again without harm.
      console.info('a kept file was not removed', fault);
    }
  }

  #of(question: QuestionId): readonly ComingFile[] {
    return this.#coming.get(question) ?? [];
  }

  #tell(question: QuestionId): void {
    if (this.#left.signal.aborted) return;
    this.#parts.changed(
      question,
      this.#of(question).map((one) => ({ ...one })),
    );
  }
}
