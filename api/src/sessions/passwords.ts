import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import { normalPassword } from '@invigil/contract/passwordRules';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id as OWASP advises: 19 MiB, two passes, one lane. Argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashing is heavy on purpose, so it may take this many processor cores at once and no more. */
const inFlight = 2;
const longestQueue = 100;
const retryAfterSeconds = 5;

/** Hashes and checks passwords, a few at a time; whoever would have to queue for long is told to come back. */
export class Passwords {
  /** The hash of a password that nobody has. */
  readonly #nobodys: string;
  readonly #queue: (() => void)[] = [];
  #running = 0;
  #worked = 0;

  static async create(): Promise<Passwords> {
    return new Passwords(await hash(randomUUID(), cost));
  }

  private constructor(nobodys: string) {
    this.#nobodys = nobodys;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** How many were hashed or checked since the start. */
  get worked(): number {
    return this.#worked;
  }

  /**
   * To be asked before anything is looked up for a check: on a morning when more come than can be checked, those who are told
   * to come back cost nothing else. @throws {AppError} tooManyRequests when too many wait already.
   */
  mustHaveRoom(): void {
    if (this.#queue.length >= longestQueue) throw new AppError({ code: 'tooManyRequests', retryAfterSeconds });
  }

  /** @throws {AppError} tooManyRequests when too many wait already. */
  hash(password: string): Promise<string> {
    return this.#inTurn(() => hash(normalPassword(password), cost));
  }

  /**
   * Whether this is the password behind `hashed`. Without a hash it takes as long and answers no, so that the time of
   * the answer does not tell which accounts exist.
   * @throws {AppError} tooManyRequests when too many wait already.
   */
  verify(hashed: string | null | undefined, password: string): Promise<boolean> {
    return this.#inTurn(
      async () => (await verify(hashed ?? this.#nobodys, normalPassword(password))) && Boolean(hashed),
    );
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    this.mustHaveRoom();
    if (this.#running < inFlight) this.#running += 1;
    else await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#worked += 1;
    try {
      return await work();
    } finally {
      // A waiting one takes over this place; only when nobody waits does the place become free.
      const next = this.#queue.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
