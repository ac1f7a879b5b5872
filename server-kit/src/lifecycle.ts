import type { Closable } from './cluster/cluster.ts';
import type { Log } from './log.ts';
import { within } from './within.ts';

const longestCloseMs = 15_000;

/** Thrown by `open` when the program was told to stop while it was starting. */
export class StoppedWhileStarting extends Error {
  override readonly name = 'StoppedWhileStarting';
}

/** Opens the parts of a program in order and closes them in reverse, whatever each of them does. */
export class Lifecycle {
  readonly #log: Log;
  readonly #longestCloseMs: number;
  readonly #opened: { name: string; part: Closable }[] = [];
  readonly #drains: { name: string; run: () => Promise<void> }[] = [];
  #opening: Promise<unknown> = Promise.resolve();
  #closing: Promise<boolean> | undefined;

  constructor({ log, longestCloseMs: closeMs = longestCloseMs }: { log: Log; longestCloseMs?: number }) {
    this.#log = log;
    this.#longestCloseMs = closeMs;
  }

  /**
   * Opens one part after the former; the caller closes everything when one fails.
   * @throws {StoppedWhileStarting} when closing began meanwhile; the part is then closed too.
   */
  async open<P extends Closable>(name: string, open: () => Promise<P>): Promise<P> {
    if (this.#closing !== undefined) throw new StoppedWhileStarting(`stopped before ${name} was opened`);
    const opening = open();
    this.#opening = opening;
    const part = await opening;
    this.#opened.push({ name, part });
    this.#log.debug({ part: name }, 'opened');
    if (this.#closing !== undefined) throw new StoppedWhileStarting(`stopped while ${name} was being opened`);
    return part;
  }

  /** Before anything closes, `run` gives what a part has to others; it resolves when nothing is left, or no more time. */
  drains(name: string, run: () => Promise<void>): void {
    this.#drains.push({ name, run });
  }

  /** Has every part that can give what it has to others; one that fails is logged. */
  async drain(): Promise<void> {
    await Promise.all(
      this.#drains.map(({ name, run }) =>
        run().catch((err: unknown) => this.#log.error({ err, part: name }, 'could not drain')),
      ),
    );
  }

  /** Closes what was opened, newest first; a part that fails or hangs is logged and the others go on. Idempotent. */
  close(): Promise<boolean> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<boolean> {
    await this.#opening.catch(() => undefined);
    let clean = true;
    for (let opened = this.#opened.pop(); opened; opened = this.#opened.pop()) {
      const { name, part } = opened;
      try {
        await within(this.#longestCloseMs, `closing ${name}`, () => part.close());
        this.#log.debug({ part: name }, 'closed');
      } catch (err) {
        clean = false;
        this.#log.error({ err, part: name }, 'could not close in order');
      }
    }
    return clean;
  }
}

/** Signals within this time of the first are the same wish: a terminal and a parent process both pass Ctrl-C on. */
const sameWishMs = 500;

/** How a person or a supervisor stops this process. */
export interface Stop {
  /** Resolves at the first SIGINT or SIGTERM. */
  asked: Promise<void>;
  /** The same as a signal, for what can be stopped while it starts. */
  signal: AbortSignal;
}

/** Hears SIGINT and SIGTERM from now on; a second one ends the process at once with exit code 1. */
export function hearStop(): Stop {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  let askedAt: number | undefined;
  const hear = () => {
    const now = performance.now();
    if (askedAt !== undefined && now - askedAt > sameWishMs) process.exit(1);
    askedAt ??= now;
    controller.abort();
    resolve();
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  return { asked: promise, signal: controller.signal };
}
