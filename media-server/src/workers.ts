import type { WorkerId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import { ListenPorts } from './listenPorts.ts';
import { type ListenConfig, MediaWorker } from './mediaWorker.ts';
import { RespawnPause } from './respawnPause.ts';

export interface WorkersConfig extends ListenConfig {
  /** How many take sittings. */
  workers: number;
  /** How many more wait, already listening, to take the place of one that dies. */
  spareWorkers: number;
  /** The first of `workers + spareWorkers` ports in a row; 0 lets the system choose. */
  basePort: number;
}

/** A worker that has not answered this many questions, one a second, is taken for hung and is ended. */
const unansweredBeforeKill = 10;

/** The worker processes of this node: those that take sittings, and the spare ones that replace them when they die. */
export class Workers {
  readonly #nodeId: string;
  readonly #config: WorkersConfig;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #onDied: (worker: MediaWorker) => void;
  readonly #ports: ListenPorts;
  readonly #pause = new RespawnPause();
  readonly #active: MediaWorker[] = [];
  readonly #spare: MediaWorker[] = [];
  readonly #startedAt = new Map<MediaWorker, number>();
  readonly #unanswered = new Map<MediaWorker, number>();
  readonly #respawns = new Set<NodeJS.Timeout>();
  readonly #spawning = new Set<Promise<void>>();
  #closed = false;

  private constructor(options: WorkersOptions) {
    this.#nodeId = options.nodeId;
    this.#config = options.config;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#onDied = options.onDied;
    this.#ports = new ListenPorts(options.config.basePort, options.config.workers + options.config.spareWorkers);
  }

  /**
   * Starts all workers, spare ones included.
   * @param onDied called when a worker died, after a spare one has taken its place.
   * @throws {Error} when one does not start, naming the port when that is taken.
   */
  static async create(options: WorkersOptions): Promise<Workers> {
    const workers = new Workers(options);
    const count = options.config.workers + options.config.spareWorkers;
    const started = await Promise.allSettled(Array.from({ length: count }, () => workers.#spawn()));
    const failed = started.find((result) => result.status === 'rejected');
    if (failed) {
      await workers.close();
      throw failed.reason;
    }
    return workers;
  }

  get active(): readonly MediaWorker[] {
    return this.#active;
  }

  get spare(): readonly MediaWorker[] {
    return this.#spare;
  }

  find(id: WorkerId): MediaWorker | undefined {
    return this.#active.find((worker) => worker.id === id);
  }

  /** Reads the usage of every process, and ends those that have not answered for long. To be called every second. */
  measure(): void {
    for (const worker of [...this.#active, ...this.#spare]) {
      const unanswered = this.#unanswered.get(worker) ?? 0;
      this.#unanswered.set(worker, unanswered + 1);
      if (unanswered === 0) this.#ask(worker);
      else if (unanswered === unansweredBeforeKill) {
        this.#log.error({ workerId: worker.id, pid: worker.pid }, 'a media worker does not answer and is ended');
        worker.kill();
      }
    }
  }

  /** Ends every process. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const respawn of this.#respawns) clearTimeout(respawn);
    this.#respawns.clear();
    await Promise.allSettled(this.#spawning);
    await Promise.all([...this.#active.splice(0), ...this.#spare.splice(0)].map((worker) => worker.close()));
  }

  #ask(worker: MediaWorker): void {
    worker.measure(this.#clock).then(
      () => this.#unanswered.delete(worker),
      (err: unknown) => {
        if (worker.alive) this.#log.warn({ err, workerId: worker.id }, 'could not read the usage of a media worker');
        this.#unanswered.delete(worker);
      },
    );
  }

  #spawn(): Promise<void> {
    const spawning = this.#start();
    this.#spawning.add(spawning);
    const done = () => this.#spawning.delete(spawning);
    spawning.then(done, done);
    return spawning;
  }

  async #start(): Promise<void> {
    const port = this.#ports.take();
    try {
      const worker = await MediaWorker.create({
        nodeId: this.#nodeId,
        port,
        listen: this.#config,
        onDied: (died, cause) => this.#replace(died, cause),
      });
      if (this.#closed) return await worker.close();
      this.#startedAt.set(worker, this.#clock.now());
      (this.#active.length < this.#config.workers ? this.#active : this.#spare).push(worker);
    } catch (cause) {
      this.#ports.giveBack(port);
      const where = port === 0 ? '' : ` on ${this.#config.listenAddress}, UDP and TCP port ${port}`;
      throw new Error(`a media worker did not start${where}`, { cause });
    }
  }

  #replace(died: MediaWorker, cause: Error): void {
    remove(this.#active, died);
    remove(this.#spare, died);
    this.#ports.giveBack(died.port);
    this.#unanswered.delete(died);
    const livedMs = this.#clock.now() - (this.#startedAt.get(died) ?? 0);
    this.#startedAt.delete(died);
    if (this.#closed) return;
    const ready = this.#active.length < this.#config.workers ? this.#spare.shift() : undefined;
    if (ready) this.#active.push(ready);
    this.#log.error(
      { workerId: died.id, pid: died.pid, livedMs, replacedBy: ready?.id, err: cause },
      'a media worker died',
    );
    this.#onDied(died);
    this.#respawnAfter(this.#pause.after(livedMs));
  }

  #respawnAfter(waitMs: number): void {
    const respawn = setTimeout(() => {
      this.#respawns.delete(respawn);
      this.#spawn().catch((err: unknown) => {
        this.#log.error({ err }, 'a media worker could not be replaced; another try follows');
        if (!this.#closed) this.#respawnAfter(this.#pause.after(0));
      });
    }, waitMs);
    this.#respawns.add(respawn);
  }
}

interface WorkersOptions {
  nodeId: string;
  config: WorkersConfig;
  log: Log;
  clock: Clock;
  onDied: (worker: MediaWorker) => void;
}

function remove(from: MediaWorker[], worker: MediaWorker): void {
  const index = from.indexOf(worker);
  if (index !== -1) from.splice(index, 1);
}
