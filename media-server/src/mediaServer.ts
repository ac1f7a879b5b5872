import { limits } from '@invigil/contract/limits';
import { mediaControl, mediaNodeLeaseMs } from '@invigil/contract/mediaControl';
import { rtpCapabilities } from '@invigil/contract/rtp';
import type { Clock } from '@invigil/server-kit/clock';
import type { Closable, Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { Metrics } from '@invigil/server-kit/metrics';
import type { ReadinessCheck } from '@invigil/server-kit/ops';
import { offeredCapabilities } from './codecs.ts';
import { type DrainEnd, untilEmpty } from './drain.ts';
import { FloodGuard } from './floodGuard.ts';
import { Gate } from './gate.ts';
import { mediaCallHandlers } from './handlers.ts';
import { MediaEvents } from './mediaEvents.ts';
import { type MediaMetrics, mediaMetrics } from './mediaMetrics.ts';
import { logMediasoup } from './mediasoupWorker.ts';
import type { MediaWorker } from './mediaWorker.ts';
import { NodeLease } from './nodeLease.ts';
import { Orphans } from './orphans.ts';
import { fullAt } from './placement.ts';
import { Publishers } from './publishers.ts';
import { Receivers } from './receivers.ts';
import { repeating } from './repeating.ts';
import { warnOfSmallBuffers } from './socketBuffers.ts';
import { Standstill } from './standstill.ts';
import { Streams } from './streams.ts';
import { Voices } from './voices.ts';
import { Workers, type WorkersConfig } from './workers.ts';
import type { WorkerView } from './workerView.ts';

export interface MediaServerConfig extends WorkersConfig {
  /** The share of a core above which a worker takes no more sittings; 0.75 unless told. */
  fullAt?: number;
  /** How long the signaling node of a presence may be missing before its media is closed; a minute unless told. */
  orphansAfterMs?: number;
}

export interface MediaServerOptions {
  cluster: Cluster;
  log: Log;
  clock: Clock;
  config: MediaServerConfig;
  /** This service's metrics; a registry of its own unless told. */
  metrics?: Metrics;
}

/** How often things are looked after. Milliseconds. */
const turns = { settle: 250, measure: 1_000, count: 2_000, orphans: 2_000 } as const;

/** @throws {Error} when a worker does not start or the cluster cannot be reached. */
export function createMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  return MediaServer.create(options);
}

/** A media node: answers signaling's `mediaControl` calls and tells it what happens to media. */
export class MediaServer {
  readonly metrics: Metrics;
  /** What must hold for this node to be ready, for the ops port. */
  readonly checks: Record<string, ReadinessCheck> = {
    'media workers': () => this.#checkWorkers(),
    'not draining': () => this.#checkWilling(),
  };
  readonly #cluster: Cluster;
  readonly #log: Log;
  readonly #workers: Workers;
  readonly #streams: Streams;
  readonly #publishers: Publishers;
  readonly #receivers: Receivers;
  readonly #voices: Voices;
  readonly #orphans: Orphans;
  readonly #events: MediaEvents;
  readonly #floods: FloodGuard;
  readonly #counters: MediaMetrics;
  readonly #lease: NodeLease;
  readonly #gate = new Gate();
  readonly #standstill: Standstill;
  readonly #fullAt: number;
  readonly #open: Closable[] = [];
  #closing: Promise<void> | undefined;

  private constructor({ cluster, log, clock, config, metrics }: MediaServerOptions, workers: Workers) {
    this.metrics = metrics ?? new Metrics('media-server');
    this.#cluster = cluster;
    this.#log = log;
    this.#workers = workers;
    const events = new MediaEvents({ cluster });
    this.#events = events;
    this.#lease = new NodeLease({ cluster, log, onLost: () => this.#fence('another process has its lease') });
    const monotonic = { now: () => performance.now() };
    this.#standstill = new Standstill({ clocks: [monotonic, clock], longestMs: mediaNodeLeaseMs });
    this.#fullAt = config.fullAt ?? fullAt;
    const counters = mediaMetrics(this.metrics, {
      publishers: () => this.#publishers.size,
      streams: () => this.#streams.size,
      watches: () => this.#receivers.watchCount,
      voices: () => this.#voices.size,
      busiest: () => Math.max(0, ...this.#loads()),
      draining: () => this.#gate.draining,
    });
    this.#counters = counters;
    const streams = new Streams({ clock, log, events, attempts: counters.publish });
    this.#streams = streams;
    this.#publishers = new Publishers({
      workers,
      streams,
      clock,
      log,
      fullAt: this.#fullAt,
      random: Math.random,
      onLost: (transport, streamIds) => events.publisherLost(transport, streamIds),
      onClosed: (publisher) => this.#voices.publisherClosed(publisher),
    });
    this.#floods = new FloodGuard({
      transports: () => [this.#publishers, this.#receivers, this.#voices].flatMap(({ transports }) => transports),
      onCut: () => counters.floodCut(),
      log,
    });
    this.#voices = new Voices({ publishers: this.#publishers, events, clock, log });
    this.#receivers = new Receivers({
      workers,
      streams,
      clock,
      log,
      onLost: (transport) => events.receiverLost(transport),
      onStreamClosed: (watch) => events.watchClosed(watch),
      onNudged: () => counters.nudged(),
    });
    const holders = [this.#publishers, this.#receivers, this.#voices];
    this.#orphans = new Orphans({
      cluster,
      clock,
      log,
      afterMs: config.orphansAfterMs ?? limits.presenceGraceMs,
      owners: () => holders.flatMap((holder) => holder.owners()),
      abandon: (presenceId) => {
        for (const holder of holders) holder.abandon(presenceId);
      },
    });
  }

  static async create(options: MediaServerOptions): Promise<MediaServer> {
    const { cluster, log, clock, config } = options;
    logMediasoup(log);
    await warnOfSmallBuffers(log);
    let server: MediaServer | undefined;
    const onDied = (worker: MediaWorker) => {
      if (server) server.#workerDied(worker);
    };
    const workers = await Workers.create({ nodeId: cluster.nodeId, config, log, clock, onDied });
    server = new MediaServer(options, workers);
    try {
      await server.#start();
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  workers(): WorkerView[] {
    const view = (spare: boolean) => (worker: MediaWorker) => ({
      workerId: worker.id,
      pid: worker.pid,
      port: worker.port,
      spare,
      transports: worker.load.transports,
      load: worker.load.share(),
    });
    return [...this.#workers.active.map(view(false)), ...this.#workers.spare.map(view(true))];
  }

  /** What an operator asks about a drain. */
  get standing(): { draining: boolean; sittings: number } {
    return { draining: this.#gate.draining, sittings: this.#publishers.size };
  }

  /** Takes no sitting from now on; signaling moves those that are here to other nodes. `serve` ends it. */
  async drain(): Promise<void> {
    this.#gate.draining = true;
    await this.#tellLoad();
  }

  /** Takes sittings again. */
  async serve(): Promise<void> {
    this.#gate.draining = false;
    await this.#tellLoad();
  }

  /** Drains, and resolves when no sitting is left, or when there is nothing more to wait for. */
  async drained(longestMs: number): Promise<DrainEnd> {
    await this.drain();
    const sittings = () => this.#publishers.size;
    return untilEmpty({ cluster: this.#cluster, log: this.#log, longestMs, sittings });
  }

  /** Resolves when this node is found no more, its presences are told and every worker process has ended. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #start(): Promise<void> {
    const [worker] = this.#workers.active;
    if (!worker) throw new Error('a media server needs at least one worker');
    const handlers = mediaCallHandlers({
      workers: this.#workers,
      publishers: this.#publishers,
      receivers: this.#receivers,
      voices: this.#voices,
      streams: this.#streams,
      events: this.#events,
      counters: this.#counters,
      log: this.#log,
      routerRtpCapabilities: rtpCapabilities.parse(offeredCapabilities(worker.router.rtpCapabilities)),
    });
    this.#open.push(await this.#cluster.answer(mediaControl, this.#gate.guard(handlers)));
    await this.#tellLoad();
    this.#repeat(turns.settle, 'letting time pass', () => this.#settle());
    this.#repeat(turns.measure, 'measuring workers', () => this.#measure());
    this.#repeat(turns.count, 'counting streams', () => this.#streams.count());
    this.#repeat(turns.orphans, 'looking for what the dead left behind', () => this.#orphans.look());
    this.#repeat(turns.count, 'looking for floods', () => this.#floods.look());
  }

  #repeat(everyMs: number, doing: string, task: () => void | Promise<void>): void {
    this.#open.push(repeating(everyMs, task, (err) => this.#log.error({ err }, `fault while ${doing}`)));
  }

  async #settle(): Promise<void> {
    const stoodMs = this.#standstill.look();
    if (stoodMs > 0) this.#fence(`it stood still for ${Math.round(stoodMs)} ms`);
    this.#publishers.settle();
    this.#receivers.settle();
    this.#voices.settle();
    this.#streams.settle();
    await this.#receivers.look();
  }

  async #measure(): Promise<void> {
    this.#workers.measure();
    await this.#tellLoad();
  }

  /** A full worker is left out: it takes no sitting. */
  async #tellLoad(): Promise<void> {
    const loads = this.#loads().filter((load) => load < this.#fullAt);
    const { draining, mark } = this.#gate;
    if (await this.#lease.tell({ loads, draining })) this.#gate.renewed(mark);
  }

  /**
   * Others must be taken to have placed elsewhere all that is here: it is closed, and who still counts on it is told. Calls
   * that waited while this node stood still are too old to be answered.
   */
  #fence(why: string): void {
    if (this.#closing !== undefined) return;
    this.#log.error({ why }, 'this media node must be taken for dead by others, and closes everything');
    this.#counters.fenced();
    this.#gate.fence();
    this.#lease.doubt();
    for (const worker of this.#workers.active) this.#tellGone(worker);
    this.#tellLoad().catch((err: unknown) => this.#log.warn({ err }, 'could not renew the lease, will retry'));
  }

  #loads(): number[] {
    return this.#workers.active.map(({ load }) => load.share());
  }

  async #checkWorkers(): Promise<void> {
    if (this.#workers.active.length === 0) throw new Error('no media worker is alive');
  }

  async #checkWilling(): Promise<void> {
    if (this.#gate.draining) throw new Error('this media node drains');
  }

  #workerDied(worker: MediaWorker): void {
    this.#counters.workerDied();
    this.#tellGone(worker);
  }

  #tellGone(worker: MediaWorker): void {
    // The receivers first: what is watched through them ends with them and is not told watch by watch.
    const receivers = this.#receivers.closeWorker(worker);
    this.#events.workerDied(worker, this.#publishers.closeWorker(worker), receivers);
  }

  async #close(): Promise<void> {
    await this.#lease.close();
    await Promise.all(this.#open.map((one) => one.close()));
    for (const worker of this.#workers.active) this.#tellGone(worker);
    await this.#events.sent();
    await this.#workers.close();
  }
}
