import { randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type WorkerId, workerId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { types } from 'mediasoup';
import { routerCodecs } from './codecs.ts';
import { WorkerLoad } from './load.ts';
import { spawnMediasoupWorker } from './mediasoupWorker.ts';

/** With one socket for all, a burst of key frames from a few hundred publishers overruns the default of 208 KiB. */
export const socketBufferBytes = 4 * 1024 * 1024;

const longestCloseMs = 2_000;

/** An address of this machine, and the one by which browsers reach it when that is another. */
export interface ListenAddress {
  listenAddress: string;
  announcedAddress?: string | undefined;
}

export interface ListenConfig extends ListenAddress {
  /** More of them, such as the one of IPv6; browsers are told all, and take the first that works. */
  otherAddresses?: readonly ListenAddress[];
}

/** One mediasoup worker process with its one router and its one server, which listens on one UDP and one TCP port. */
export class MediaWorker {
  readonly id: WorkerId;
  readonly router: types.Router;
  readonly server: types.WebRtcServer;
  readonly port: number;
  readonly load = new WorkerLoad();
  readonly #worker: types.Worker;

  private constructor(options: {
    id: WorkerId;
    worker: types.Worker;
    router: types.Router;
    server: types.WebRtcServer;
    port: number;
  }) {
    this.id = options.id;
    this.#worker = options.worker;
    this.router = options.router;
    this.server = options.server;
    this.port = options.port;
  }

  /**
   * @param port for UDP and TCP; 0 lets the system choose.
   * @param onDied called once, when the process ends without having been closed.
   * @throws {Error} when the process does not start or the port is taken.
   */
  static async create(options: {
    nodeId: string;
    port: number;
    listen: ListenConfig;
    onDied: (worker: MediaWorker, cause: Error) => void;
  }): Promise<MediaWorker> {
    const worker = await spawnMediasoupWorker();
    try {
      const [router, server] = await Promise.all([
        worker.createRouter({ mediaCodecs: routerCodecs }),
        worker.createWebRtcServer({ listenInfos: listenInfos(options.listen, options.port) }),
      ]);
      const id = workerId.parse(`${options.nodeId.slice(0, 60)}.${randomBytes(4).toString('hex')}`);
      const created = new MediaWorker({ id, worker, router, server, port: options.port });
      worker.once('died', (cause) => options.onDied(created, cause));
      if (worker.died) throw new Error('the media worker died while it was starting');
      return created;
    } catch (cause) {
      worker.close();
      throw cause;
    }
  }

  get pid(): number {
    return this.#worker.pid;
  }

  get alive(): boolean {
    return !this.#worker.closed;
  }

  /** Reads the process's real usage into `load`. Resolves when the process has answered. */
  async measure(clock: Clock): Promise<void> {
    const usage = await this.#worker.getResourceUsage();
    this.load.measured(usage.ru_utime + usage.ru_stime, clock.now());
  }

  /** For tests and diagnosis: what the process itself writes, by mediasoup's log tags. */
  async setLogging(logLevel: types.WorkerLogLevel, logTags: types.WorkerLogTag[]): Promise<void> {
    await this.#worker.updateSettings({ logLevel, logTags });
  }

  /** Ends a process that does not answer; it then counts as died. */
  kill(): void {
    if (!this.#worker.subprocessClosed) process.kill(this.pid, 'SIGKILL');
  }

  /** Resolves when the process has ended, which is forced when it takes too long. Idempotent. */
  async close(): Promise<void> {
    if (this.#worker.subprocessClosed) return;
    const ended = new Promise<void>((resolve) => this.#worker.once('subprocessclose', resolve));
    this.#worker.close();
    const force = setTimeout(() => this.kill(), longestCloseMs);
    await ended;
    clearTimeout(force);
  }
}

function listenInfos({ otherAddresses = [], ...first }: ListenConfig, port: number): types.TransportListenInfo[] {
  return [first, ...otherAddresses].flatMap(({ listenAddress, announcedAddress }) => {
    const address = {
      ip: listenAddress,
      announcedAddress,
      port: port === 0 ? undefined : port,
      // Every address of IPv6 would otherwise take the port of IPv4 as well.
      flags: { ipv6Only: isIPv6(listenAddress) },
    };
    return [
      { ...address, protocol: 'udp', recvBufferSize: socketBufferBytes, sendBufferSize: socketBufferBytes },
      // A TCP connection carries one person; large buffers would only make a slow one late.
      { ...address, protocol: 'tcp' },
    ];
  });
}
