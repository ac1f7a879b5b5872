import { apiControl, apiNodeGroup, apiNodeLease, type MediaIncident } from '@invigil/contract/apiControl';
import { AppError } from '@invigil/contract/errors';
import type { IncidentId, NodeId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';

/** Incidents that wait at most; the oldest is dropped for a newer one. Some minutes of a whole hall that lost its network. */
const mostWaiting = 5_000;
const callTimeoutMs = 4_000;
const firstRetryMs = 500;
const longestRetryMs = 30_000;
/** What could not be told by then, when we stop, is dropped. */
const lastTryMs = 2_000;

interface IncidentReportsOptions {
  cluster: Cluster;
  log: Log;
  onTold: (count: number) => void;
  onDropped: (count: number) => void;
  mostWaiting?: number;
  random?: () => number;
}

/**
 * Hands what the media plane saw to any api node, in batches, again and again until one has taken it. Nobody waits for it;
 * telling an incident twice is harmless.
 */
export class IncidentReports {
  readonly #options: Required<IncidentReportsOptions>;
  readonly #waiting = new Map<IncidentId, MediaIncident>();
  #sending: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: IncidentReportsOptions) {
    this.#options = { mostWaiting, random: Math.random, ...options };
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** An incident that is told again replaces what waits of it. */
  add(incident: MediaIncident): void {
    if (this.#closed) {
      this.#options.onDropped(1);
      return;
    }
    this.#waiting.set(incident.incidentId, incident);
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > this.#options.mostWaiting && oldest !== undefined) {
      this.#waiting.delete(oldest);
      this.#options.onDropped(1);
    }
    if (!this.#retry) this.#send();
  }

  /** Tries once more for a moment, then drops what is left. Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    let enough: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      enough = setTimeout(resolve, lastTryMs);
    });
    await Promise.race([this.#sendAll(), patience]);
    clearTimeout(enough);
    if (this.#waiting.size === 0) return;
    this.#options.log.warn({ count: this.#waiting.size }, 'incidents were not written down before the end');
    this.#options.onDropped(this.#waiting.size);
    this.#waiting.clear();
  }

  async #sendAll(): Promise<void> {
    await this.#sending;
    this.#send();
    await this.#sending;
  }

  #send(): void {
    this.#sending ??= this.#sendBatches()
      .then(() => {
        this.#failures = 0;
      })
      .catch((err: unknown) => this.#retryLater(err))
      .finally(() => {
        this.#sending = undefined;
        // What came while the last batch was being answered.
        if (this.#waiting.size > 0 && !this.#retry && !this.#closed) this.#send();
      });
  }

  async #sendBatches(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting.values()].slice(0, limits.incidentsPerReport);
      await this.#tell(batch);
      // What was told again meanwhile still waits with its end.
      for (const told of batch) {
        if (this.#waiting.get(told.incidentId) === told) this.#waiting.delete(told.incidentId);
      }
    }
  }

  /** @throws {AppError} unavailable when no node takes it. */
  async #tell(incidents: MediaIncident[]): Promise<void> {
    const { cluster, log, onTold, onDropped } = this.#options;
    for (const nodeId of await this.#nodes()) {
      try {
        await cluster.call(nodeId, apiControl, 'recordIncidents', { incidents }, { timeoutMs: callTimeoutMs });
        onTold(incidents.length);
        return;
      } catch (err) {
        if (err instanceof AppError && err.code === 'invalid') {
          // However often it is told, it will not be taken.
          log.error({ err, count: incidents.length }, 'the api refuses incidents');
          onDropped(incidents.length);
          return;
        }
        log.warn({ err, apiNodeId: nodeId }, 'an api node did not take incidents');
      }
    }
    throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
  }

  /** Every api node, beginning with any. */
  async #nodes(): Promise<NodeId[]> {
    const { cluster, random } = this.#options;
    const nodes = (await cluster.list(apiNodeGroup, apiNodeLease)).map(({ nodeId }) => nodeId);
    const first = Math.floor(random() * nodes.length);
    return [...nodes.slice(first), ...nodes.slice(0, first)];
  }

  #retryLater(err: unknown): void {
    if (this.#closed) return;
    const waitMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures += 1;
    const { log } = this.#options;
    log.warn({ err, count: this.#waiting.size, waitMs }, 'incidents are not written down yet, will retry');
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#send();
    }, waitMs);
  }
}
