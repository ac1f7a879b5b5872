import { setTimeout as pause } from 'node:timers/promises';
import type { BenchWriter } from '@invigil/contract/benchServer';
import { Essay } from '@invigil/loadtest/api/essay';
import type { PlainAnswer, PlainRequest } from '@invigil/loadtest/api/plainHttp';

const everyMs = 500;
/** As the page gives an answer up and sends again. */
const longestMs = 6_000;
const afterFailureMs = 250;

/** Candidates who save again and again through HTTP; what was acknowledged is remembered, and read back in the end. */
export class Writers {
  readonly #url: string;
  readonly #essays: readonly Essay[];
  readonly #stop = new AbortController();
  readonly #running: Promise<unknown>;
  /** When each acknowledgement came, by performance.now(). */
  #acknowledgedAt: number[][];
  /** Answers that say nothing of a fault: a person who was signed out, for instance. */
  readonly wrong: string[] = [];

  constructor(url: string, writers: readonly BenchWriter[]) {
    this.#url = url;
    this.#essays = writers.map((writer) => new Essay(writer));
    this.#acknowledgedAt = writers.map(() => []);
    this.#running = Promise.all(this.#essays.map((essay, index) => this.#write(essay, index)));
  }

  get acknowledged(): number {
    return this.#essays.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  /** How long each writer went without an acknowledgement at most since then. Milliseconds. */
  gapsSince(at: number): number[] {
    return this.#acknowledgedAt.map((times) => {
      const after = [at, ...times.filter((time) => time > at), performance.now()];
      return Math.max(...after.slice(1).map((time, index) => time - (after[index] ?? time)));
    });
  }

  /** Resolves when every writer had a save acknowledged since then, to how long that took; undefined when not within `withinMs`. */
  async allSaved(since: number, withinMs: number): Promise<number | undefined> {
    const firsts = () => this.#acknowledgedAt.map((times) => times.find((time) => time > since));
    while (performance.now() - since < withinMs) {
      const first = firsts();
      if (!first.includes(undefined)) return Math.max(...first.map((time) => (time ?? since) - since));
      await pause(50);
    }
    return undefined;
  }

  /** Ends the writing. @returns how many acknowledged saves are gone. */
  async close(): Promise<number> {
    this.#stop.abort();
    await this.#running;
    let lost = 0;
    for (const essay of this.#essays) lost += essay.lostIn(await this.#send(essay.reading()));
    return lost;
  }

  async #write(essay: Essay, index: number): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        const answer = await this.#send(essay.request());
        if (answer.status === 200) {
          essay.answered(answer);
          this.#acknowledgedAt[index]?.push(performance.now());
        } else if (answer.status !== 503) this.wrong.push(`${answer.status}: ${answer.body.toString().slice(0, 120)}`);
        await pause(answer.status === 200 ? everyMs : afterFailureMs);
      } catch {
        // No answer, as without a network: the same save goes out again.
        await pause(afterFailureMs);
      }
    }
  }

  async #send({ method, path, headers = {}, body }: PlainRequest): Promise<PlainAnswer> {
    const origin: Record<string, string> = method === 'GET' ? {} : { origin: this.#url };
    const reply = await fetch(this.#url + path, {
      method,
      headers: { ...headers, ...origin },
      ...(body === undefined ? {} : { body: String(body) }),
      signal: AbortSignal.timeout(longestMs),
    });
    return { status: reply.status, body: Buffer.from(await reply.arrayBuffer()) };
  }
}
