import { AppError } from '@invigil/contract/errors';
import type { Log } from '@invigil/server-kit/log';
import { Client } from 'pg';

/** How often the database is asked for a sign of life. Milliseconds. */
const everyMs = 500;
/** One that does not answer for so long is away; one that refuses is away at once. Milliseconds. */
const silenceMs = 4_000;
const retryAfterSeconds = 3;

export interface DatabaseListener {
  lost(): void;
  back(): void;
}

/**
 * Whether the database answers, asked over one connection of its own. While it does not, whoever needs it is told so at
 * once, and so is whoever waits for it already: requests that pile up would keep it busy with what nobody waits for any more.
 */
export class DatabaseWatch {
  readonly #databaseUrl: string;
  readonly #log: Log;
  readonly #silenceMs: number;
  readonly #listeners = new Set<Partial<DatabaseListener>>();
  readonly #underWay = new Set<() => void>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #isUp = true;
  #upSince = Number.NEGATIVE_INFINITY;

  constructor({ databaseUrl, log, silence = silenceMs }: { databaseUrl: string; log: Log; silence?: number }) {
    this.#databaseUrl = databaseUrl;
    this.#log = log;
    this.#silenceMs = silence;
  }

  /** Asks from now on; before, the database counts as there. */
  start(): void {
    this.#running ??= this.#askOnAndOn();
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** For how long it has answered without a break, in milliseconds; infinite when it was never away. */
  get upForMs(): number {
    return this.#isUp ? performance.now() - this.#upSince : 0;
  }

  watch(listener: Partial<DatabaseListener>): void {
    this.#listeners.add(listener);
  }

  /** What the work comes to. @throws {AppError} unavailable at once while the database is away, and as soon as it goes. */
  under<R>(work: () => Promise<R>): Promise<R> {
    if (!this.#isUp) return Promise.reject(away());
    const { promise, resolve, reject } = Promise.withResolvers<R>();
    const giveUp = () => reject(away());
    this.#underWay.add(giveUp);
    work()
      .then(resolve, reject)
      .finally(() => this.#underWay.delete(giveUp));
    return promise;
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #askOnAndOn(): Promise<void> {
    let client: Client | undefined;
    while (!this.#stop.signal.aborted) {
      const before: Client | undefined = client;
      try {
        client ??= await this.#connect();
        await client.query('select 1');
        this.#back();
      } catch (err) {
        // With a query under way this cuts the connection, so nobody waits for the goodbye of a server that is silent.
        client?.end().catch(() => undefined);
        client = undefined;
        // A server that ended this one connection may answer over another.
        if (before && !isSilence(err)) continue;
        this.#lost(err);
      }
      await this.#rest();
    }
    await client?.end().catch((err: unknown) => this.#log.debug({ err }, 'the watch of the database ended badly'));
  }

  async #connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      connectionTimeoutMillis: this.#silenceMs,
      query_timeout: this.#silenceMs,
      application_name: 'invigil-api-watch',
    });
    // Whatever it is, the next question finds out.
    client.on('error', (err) => this.#log.debug({ err }, 'the watch of the database lost its connection'));
    await client.connect();
    return client;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      this.#stop.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #lost(err: unknown): void {
    if (!this.#isUp || this.#stop.signal.aborted) return;
    this.#log.error({ err }, 'the database is away: whoever needs it is told to try again');
    this.#isUp = false;
    for (const giveUp of this.#underWay) giveUp();
    this.#underWay.clear();
    for (const listener of this.#listeners) listener.lost?.();
  }

  #back(): void {
    if (this.#isUp) return;
    this.#log.warn('the database is back');
    this.#isUp = true;
    this.#upSince = performance.now();
    for (const listener of this.#listeners) listener.back?.();
  }
}

const isSilence = (err: unknown) => err instanceof Error && /timeout/i.test(err.message);
const away = () => new AppError({ code: 'unavailable', retryAfterSeconds });
