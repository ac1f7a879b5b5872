import { LiveLink } from '@invigil/contract/client/liveLink';
import type { SocketConstructor } from '@invigil/contract/client/liveLinkSocket';
import type { SittingId, StreamId, TransportId, WatchId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import type { Note } from '@invigil/contract/notes';
import type { JoinGrant } from '@invigil/contract/routes/sittings';
import { Downlink } from '@invigil/loadtest/bot/downlink';
import { rtpCapabilities } from '@invigil/loadtest/bot/rtpCapabilities';

const lookEveryMs = 100;

/** A proctor who watches every stream of the room, and watches it again whenever it is published anew. */
export class Wall {
  readonly #link: LiveLink;
  readonly #sittings = new Map<SittingId, SittingLive>();
  readonly #receivers = new Map<TransportId, Downlink>();
  readonly #watched = new Map<StreamId, { sittingId: SittingId; watchId: WatchId; transportId: TransportId }>();
  /** When a packet of each sitting arrived last, and its longest silence since `measure`. */
  readonly #arrivals = new Map<SittingId, { last: number; longest: number }>();
  readonly #timer: NodeJS.Timeout;
  #working: Promise<void> | undefined;
  /** What could not be watched just now; tried again. */
  refusals = 0;

  constructor(options: { WebSocket: SocketConstructor; getToken: () => Promise<JoinGrant> }) {
    this.#link = LiveLink.open({
      ...options,
      onWelcome: ({ here }) => {
        this.#forget();
        if (here.role === 'proctor') for (const live of here.sittings) this.#sittings.set(live.sittingId, live);
      },
      onNote: (note) => this.#hear(note),
    });
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  get flowing(): number {
    return this.#arrivals.size;
  }

  /** Begins to measure. */
  measure(): void {
    const now = performance.now();
    for (const arrival of this.#arrivals.values()) Object.assign(arrival, { last: now, longest: 0 });
  }

  /** The longest time without a packet of each sitting since then. Milliseconds. */
  gaps(): number[] {
    const now = performance.now();
    return [...this.#arrivals.values()].map(({ last, longest }) => Math.max(longest, now - last));
  }

  /** How many sittings have sent nothing for so long. */
  silent(ms: number): number {
    const now = performance.now();
    return [...this.#arrivals.values()].filter(({ last }) => now - last > ms).length;
  }

  close(): void {
    clearInterval(this.#timer);
    this.#link.close();
    this.#forget();
  }

  #hear(note: Note): void {
    if (note.name === 'sittingLive') this.#sittings.set(note.data.sittingId, note.data);
    if (note.name === 'watchesClosed') {
      for (const [streamId, { watchId }] of this.#watched)
        if (note.data.watchIds.includes(watchId)) this.#watched.delete(streamId);
    }
    if (note.name === 'receiverClosed') {
      const { transportId } = note.data;
      this.#receivers.get(transportId)?.close();
      this.#receivers.delete(transportId);
      for (const [streamId, watched] of this.#watched)
        if (watched.transportId === transportId) this.#watched.delete(streamId);
    }
  }

  #forget(): void {
    for (const receiver of this.#receivers.values()) receiver.close();
    this.#receivers.clear();
    this.#watched.clear();
    this.#sittings.clear();
  }

  #look(): void {
    this.#working ??= this.#watchNew()
      .catch(() => {
        this.refusals += 1;
      })
      .finally(() => {
        this.#working = undefined;
      });
  }

  async #watchNew(): Promise<void> {
    const streams = [...this.#sittings.values()].flatMap(({ sittingId, streams: live }) =>
      live.map(({ streamId }) => ({ sittingId, streamId })),
    );
    const wanted = streams.filter(({ streamId }) => !this.#watched.has(streamId));
    if (wanted.length === 0) return;
    const sittingOf = new Map(wanted.map(({ sittingId, streamId }) => [streamId, sittingId]));
    const { transports, watches } = await this.#link.call('watch', {
      rtpCapabilities,
      streams: wanted.map(({ streamId }) => ({ streamId, step: 'tile' as const })),
    });
    for (const transport of transports) {
      const receiver = await Downlink.create('127.0.0.1', (ssrc) => this.#arrived(ssrc));
      this.#receivers.set(transport.transportId, receiver);
      const { transportId } = transport;
      await this.#link.call('connectReceiver', { transportId, dtlsParameters: receiver.dtlsParameters });
      await receiver.connect(transport);
    }
    for (const { streamId, watchId, transportId, rtpParameters } of watches) {
      const sittingId = sittingOf.get(streamId);
      const ssrc = rtpParameters.encodings?.[0]?.ssrc;
      if (sittingId === undefined || ssrc === undefined) continue;
      this.#watched.set(streamId, { sittingId, watchId, transportId });
      this.#sittingOfSsrc.set(ssrc, sittingId);
    }
    if (watches.length > 0) await this.#link.call('resumeWatch', { watchIds: watches.map(({ watchId }) => watchId) });
  }

  readonly #sittingOfSsrc = new Map<number, SittingId>();

  #arrived(ssrc: number): void {
    const sittingId = this.#sittingOfSsrc.get(ssrc);
    if (sittingId === undefined) return;
    const now = performance.now();
    const arrival = this.#arrivals.get(sittingId);
    if (!arrival) this.#arrivals.set(sittingId, { last: now, longest: 0 });
    else Object.assign(arrival, { last: now, longest: Math.max(arrival.longest, now - arrival.last) });
  }
}
