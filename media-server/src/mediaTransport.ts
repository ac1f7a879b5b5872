import { AppError } from '@invigil/contract/errors';
import { type NodeId, type PresenceId, type TransportId, transportId } from '@invigil/contract/ids';
import type { DtlsParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { types } from 'mediasoup';
import type { MediaWorker } from './mediaWorker.ts';
import { askMediasoup, workerGone } from './refusal.ts';

/** Whose transport it is, and the signaling node that hears about its end, which another may take over. */
export interface Owner {
  readonly presenceId: PresenceId;
  signalingNodeId: NodeId;
}

export const transportTimes = {
  /** Seconds without an ICE consent check after which mediasoup calls a transport disconnected. */
  iceConsentSeconds: 15,
  /** Milliseconds a disconnected transport has to come back, over the same path or by an ICE restart. */
  comeBack: 5_000,
  /** Milliseconds after which a transport that never connected is given up; a candidate may wait long in the lobby. */
  neverConnected: 2 * 3_600_000,
} as const;

/** A tile wall should not begin with the 600 kbit/s a transport is assumed to carry unless told. */
const receiverStartBitrate = 10_000_000;
/** What one candidate may send: both steps of webcam and screen, a microphone, and room for retransmissions. */
const publisherBitrate = 4_000_000;

/** One WebRtcTransport of a presence on a worker: connects once, and notices when the other side is gone. */
export class MediaTransport {
  readonly id: TransportId;
  readonly owner: Owner;
  readonly worker: MediaWorker;
  /** mediasoup's own object, for producing and consuming. */
  readonly webRtc: types.WebRtcTransport;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #onLost: () => void;
  readonly #openedAt: number;
  #disconnectedAt: number | undefined;
  #connecting: { fingerprints: string; done: Promise<void> } | undefined;
  #uncapped: boolean;
  #closed = false;

  private constructor(direction: 'send' | 'receive', options: TransportDeps, webRtc: types.WebRtcTransport) {
    this.#uncapped = direction === 'send';
    this.id = transportId.parse(webRtc.id);
    this.owner = options.owner;
    this.worker = options.worker;
    this.webRtc = webRtc;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#onLost = options.onLost;
    this.#openedAt = options.clock.now();
    webRtc.on('dtlsstatechange', (state) => {
      if (state === 'failed' || state === 'closed') this.#lose(`DTLS ${state}`);
    });
    webRtc.on('icestatechange', (state) => {
      this.#disconnectedAt = state === 'disconnected' ? this.#clock.now() : undefined;
    });
  }

  /**
   * @param onLost called once when the other side is gone (not by `close`); the transport is to be closed then.
   * @throws {AppError} `unavailable` when the worker died meanwhile.
   */
  static async open(direction: 'send' | 'receive', options: TransportDeps): Promise<MediaTransport> {
    const { worker, log } = options;
    // Counted from now on, so that a burst of placements sees its own weight.
    worker.load.transports += 1;
    const opening = askMediasoup(log, 'opening a transport', () =>
      worker.router.createWebRtcTransport({
        webRtcServer: worker.server,
        preferUdp: true,
        enableSctp: false,
        iceConsentTimeout: transportTimes.iceConsentSeconds,
        ...(direction === 'receive' && { initialAvailableOutgoingBitrate: receiverStartBitrate }),
      }),
    );
    try {
      const webRtc = await opening;
      if (webRtc.closed) throw workerGone();
      return new MediaTransport(direction, options, webRtc);
    } catch (error) {
      worker.load.transports -= 1;
      throw error;
    }
  }

  get options(): TransportOptions {
    const { iceParameters, iceCandidates, dtlsParameters } = this.webRtc;
    return { transportId: this.id, iceParameters, iceCandidates, dtlsParameters };
  }

  get closed(): boolean {
    return this.#closed;
  }

  get connected(): boolean {
    return this.webRtc.dtlsState === 'connected' && this.#disconnectedAt === undefined;
  }

  get disconnected(): boolean {
    return this.#disconnectedAt !== undefined;
  }

  /**
   * Tells mediasoup who will connect. A repeat with the same fingerprints, also while the first is under way, ends as
   * the first did.
   * @throws {AppError} `mediaRefused` for other fingerprints or what mediasoup refuses.
   */
  connect(dtlsParameters: DtlsParameters): Promise<void> {
    const fingerprints = JSON.stringify(dtlsParameters.fingerprints);
    if (this.#connecting?.fingerprints === fingerprints) return this.#connecting.done;
    if (this.#connecting) return Promise.reject(new AppError({ code: 'mediaRefused' }));
    const done = askMediasoup(this.#log, 'connecting a transport', () => this.webRtc.connect({ dtlsParameters }));
    this.#connecting = { fingerprints, done };
    done.catch(() => {
      this.#connecting = undefined;
    });
    return done;
  }

  restartIce(): Promise<TransportOptions['iceParameters']> {
    return askMediasoup(this.#log, 'restarting ICE', () => this.webRtc.restartIce());
  }

  /** Gives up what has been gone for too long, and sees to what could wait until after the connection. To be called now and then. */
  settle(): void {
    const now = this.#clock.now();
    if (this.#uncapped && this.connected) this.#cap();
    if (this.#disconnectedAt !== undefined) {
      if (now - this.#disconnectedAt >= transportTimes.comeBack) this.#lose('ICE disconnected');
    } else if (this.webRtc.iceState === 'new' && now - this.#openedAt >= transportTimes.neverConnected)
      this.#lose('never connected');
  }

  /** Bits received a second, over the last second; 0 until it is connected. Rejects when the worker is gone. */
  async receivedBitrate(): Promise<number> {
    if (!this.connected) return 0;
    const stats = await this.webRtc.getStats();
    return stats.reduce((sum, { recvBitrate }) => sum + recvBitrate, 0);
  }

  /** Counts the other side as gone. */
  giveUp(why: string): void {
    this.#lose(why);
  }

  /** Closes mediasoup's transport, and with it whatever producers and consumers it still carries. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.worker.load.transports -= 1;
    this.webRtc.close();
  }

  /** Asks the publisher's bandwidth estimation to stay within what a candidate may send. */
  #cap(): void {
    this.#uncapped = false;
    this.webRtc.setMaxIncomingBitrate(publisherBitrate).catch((err: unknown) => {
      if (!this.webRtc.closed) this.#log.warn({ err, transportId: this.id }, 'could not cap a bitrate');
    });
  }

  #lose(why: string): void {
    if (this.#closed) return;
    this.#log.info({ transportId: this.id, presenceId: this.owner.presenceId, why }, 'a transport was lost');
    this.#onLost();
  }
}

interface TransportDeps {
  owner: Owner;
  worker: MediaWorker;
  clock: Clock;
  log: Log;
  onLost: () => void;
}
