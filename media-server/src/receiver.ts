import { AppError } from '@invigil/contract/errors';
import type { StreamId, WatchId } from '@invigil/contract/ids';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { Step } from '@invigil/contract/sources';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { MediaTransport } from './mediaTransport.ts';
import type { Streams } from './streams.ts';
import { Watch } from './watch.ts';

export interface ToWatch {
  streamId: StreamId;
  step: Step;
}

/** One presence's way out of one worker: a receive transport and the watches that go through it. */
export class Receiver {
  readonly transport: MediaTransport;
  readonly watches = new Map<WatchId, Watch>();
  readonly #deps: { streams: Streams; clock: Clock; log: Log; onStreamClosed: (watch: Watch) => void };

  constructor(
    transport: MediaTransport,
    deps: { streams: Streams; clock: Clock; log: Log; onStreamClosed: (watch: Watch) => void },
  ) {
    this.transport = transport;
    this.#deps = deps;
  }

  /** @throws {AppError} `streamNotFound`, `mediaRefused`, `transportNotFound`, `unavailable`. */
  async watch({ streamId, step }: ToWatch, rtpCapabilities: RtpCapabilities): Promise<Watch> {
    const { streams, clock, log, onStreamClosed } = this.#deps;
    const stream = streams.find(streamId);
    if (!stream || stream.transport.worker !== this.transport.worker) throw new AppError({ code: 'streamNotFound' });
    const watch = await Watch.open({
      transport: this.transport,
      stream,
      step,
      rtpCapabilities,
      clock,
      log,
      onStreamClosed: (closed) => {
        this.watches.delete(closed.id);
        onStreamClosed(closed);
      },
    });
    this.watches.set(watch.id, watch);
    return watch;
  }

  /** Idempotent. */
  unwatch(watch: Watch): void {
    if (this.watches.delete(watch.id)) watch.close();
  }

  /** Closes every watch, then the transport. Idempotent. */
  close(): void {
    for (const watch of this.watches.values()) this.unwatch(watch);
    this.transport.close();
  }
}
