import type { PersonId } from '@invigil/contract/ids';
import type { Log } from '@invigil/server-kit/log';
import { Client } from 'pg';
import type { DatabaseWatch } from '../db/databaseWatch.ts';
import { dashboardChannel } from './channel.ts';

/** A page waits in one browser tab; whoever opens more than this many has the oldest answered at once. */
const mostOfOne = 8;
/** How long whoever would listen waits after the connection failed. Milliseconds. */
const retryMs = 2_000;
const connectionTimeoutMillis = 3_000;

export interface Listening {
  /** True at the next change; false when it was stopped, so that nobody listens any longer. */
  changed: Promise<boolean>;
  stop(): void;
}

/**
 * Hears from PostgreSQL whose dashboard may show something else now, over one connection of this process, opened when the
 * first page waits. While the connection is away nobody is woken; they look again by themselves when their wait ends.
 */
export class DashboardChanges {
  readonly #databaseUrl: string;
  readonly #log: Log;
  readonly #waiting = new Map<string, Set<(changed: boolean) => void>>();
  #connection: Promise<Client | undefined> | undefined;
  #client: Client | undefined;
  #closed = false;

  constructor({ databaseUrl, database, log }: { databaseUrl: string; database: DatabaseWatch; log: Log }) {
    this.#databaseUrl = databaseUrl;
    this.#log = log;
    // A connection that fell silent with its server does not say so: another listens from now on.
    database.watch({ back: () => this.#listenAnew() });
  }

  /**
   * Begins to listen for changes that concern one person: whatever commits after it has resolved is heard.
   * `stop` must be called in the end.
   */
  async listen(personId: PersonId): Promise<Listening> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const mine = this.#waiting.get(personId) ?? new Set();
    this.#waiting.set(personId, mine);
    mine.add(resolve);
    if (mine.size > mostOfOne) for (const oldest of [...mine].slice(0, 1)) oldest(false);
    const stop = () => {
      mine.delete(resolve);
      if (mine.size === 0 && this.#waiting.get(personId) === mine) this.#waiting.delete(personId);
      resolve(false);
    };
    this.#connection ??= this.#connect();
    await this.#connection;
    return { changed: promise, stop };
  }

  /** How many pages wait. */
  get waiting(): number {
    return [...this.#waiting.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wakeAll(false);
    const connection = await this.#connection;
    this.#connection = Promise.resolve(undefined);
    await connection?.end();
  }

  async #connect(): Promise<Client | undefined> {
    const client = new Client({
      connectionString: this.#databaseUrl,
      connectionTimeoutMillis,
      keepAlive: true,
      application_name: 'invigil-api-dashboards',
    });
    client.on('notification', ({ payload = '' }) => this.#wake(payload, true));
    client.on('error', (error) => this.#log.warn({ err: error }, 'dashboards do not hear of changes for a while'));
    this.#client = client;
    client.on('end', () => {
      if (this.#client === client) this.#connectLater();
    });
    try {
      await client.connect();
      await client.query(`listen ${dashboardChannel}`);
      return client;
    } catch (error) {
      this.#log.warn({ err: error }, 'dashboards do not hear of changes for a while');
      await client.end().catch(() => undefined);
      if (this.#client === client) this.#connectLater();
      return undefined;
    }
  }

  #listenAnew(): void {
    const silent = this.#client;
    if (this.#closed || !silent) return;
    this.#client = undefined;
    this.#connection = undefined;
    silent.end().catch((err: unknown) => this.#log.debug({ err }, 'the connection of dashboards ended badly'));
    this.#wakeAll(true);
  }

  #connectLater(): void {
    if (this.#closed) return;
    const failed = this.#connection;
    setTimeout(() => {
      if (this.#connection === failed) this.#connection = undefined;
      // What happened meanwhile went unheard.
      this.#wakeAll(true);
    }, retryMs).unref();
  }

  #wake(personId: string, changed: boolean): void {
    for (const wake of this.#waiting.get(personId) ?? []) wake(changed);
  }

  #wakeAll(changed: boolean): void {
    for (const personId of [...this.#waiting.keys()]) this.#wake(personId, changed);
  }
}
