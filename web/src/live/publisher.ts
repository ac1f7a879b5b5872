import type { StreamId, TransportId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Device, types } from 'mediasoup-client';
import type { Demand } from './encodings.ts';
import { Lane } from './lane.ts';
import type { SendPlaceParts } from './sendPlace.ts';

interface Parts extends Pick<SendPlaceParts, 'call' | 'published' | 'media' | 'hiccup'> {
  /** The server does not take what is shared, and trying again by itself would not help. */
  refused: (fault: unknown) => void;
}

/** A lane and what its place has told, for the page hears only of the lane that counts. */
interface Told {
  lane: Lane;
  streams: Map<Source, StreamId>;
  media: types.ConnectionState | undefined;
}

/**
 * Keeps what the server has equal to what is shared. Tracks outlive places: after the media worker's death or a lost
 * presence the same live tracks are published again in one `start`, with no new prompt. While a media node is emptied they are
 * sent to two places at once, until the server says which of them is over.
 */
export class Publisher {
  readonly #parts: Parts;
  readonly #tracks = new Map<Source, MediaStreamTrack>();
  #current: Told | undefined;
  #next: Told | undefined;
  #step: LadderStep = 'full';
  #closed = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Shares a track as its source; another track of the same source replaces it. */
  share(source: Source, track: MediaStreamTrack): void {
    this.#tracks.set(source, track);
    this.#settle();
  }

  /** Ends a source. Stopping the track itself is the caller's. */
  stop(source: Source): void {
    this.#tracks.delete(source);
    this.#settle();
  }

  /** A new send transport: of a welcome, or after the media worker's death. */
  moveTo(device: Device, options: TransportOptions, iceServers: RTCIceServer[]): void {
    if (this.#closed) return;
    this.#closeNext();
    this.#current?.lane.close();
    this.#current = this.#open(device, options, iceServers);
    this.#current.lane.settle();
  }

  /** Another send transport beside the one there is, to which everything is sent too. */
  migrateTo(device: Device, options: TransportOptions, iceServers: RTCIceServer[]): void {
    if (this.#closed) return;
    this.#closeNext();
    const opened = this.#open(device, options, iceServers);
    if (this.#current === undefined) this.#current = opened;
    else this.#next = opened;
    opened.lane.settle();
  }

  /** One of two places is over; the other is the one that counts. */
  placeClosed(transportId: TransportId): void {
    const next = this.#next;
    const former = this.#current;
    if (next?.lane.transportId === transportId) this.#closeNext();
    if (next === undefined || former?.lane.transportId !== transportId) return;
    this.#next = undefined;
    this.#current = next;
    former.lane.close();
    for (const [source, streamId] of next.streams) this.#parts.published(source, streamId);
    if (next.media !== undefined) this.#parts.media(next.media);
  }

  demand(streamId: StreamId, demand: Demand): void {
    for (const told of [this.#current, this.#next]) told?.lane.place.demand(streamId, demand);
  }

  /** What the line bears from now on, here and in places to come. */
  climb(step: LadderStep): void {
    this.#step = step;
    for (const told of [this.#current, this.#next]) told?.lane.place.climb(step);
  }

  /** The statistics of the connection that carries the media; undefined while there is none. */
  async stats(): Promise<RTCStatsReport | undefined> {
    return await this.#current?.lane.place.stats();
  }

  close(): void {
    this.#closed = true;
    this.#closeNext();
    this.#current?.lane.close();
    this.#current = undefined;
  }

  #open(device: Device, options: TransportOptions, iceServers: RTCIceServer[]): Told {
    const { call, hiccup, refused, published, media } = this.#parts;
    const streams: Told['streams'] = new Map();
    const lane = new Lane({
      call,
      device,
      options,
      iceServers,
      step: this.#step,
      tracks: () => this.#tracks,
      published: (source, streamId) => {
        if (streamId === undefined) streams.delete(source);
        else streams.set(source, streamId);
        if (this.#current === told) published(source, streamId);
      },
      media: (state) => {
        told.media = state;
        if (this.#current === told) media(state);
      },
      // What the next place does not take is sent to the old one all the same.
      refused: (fault) => (this.#current === told ? refused(fault) : hiccup(fault)),
      hiccup,
    });
    const told: Told = { lane, streams, media: undefined };
    return told;
  }

  #settle(): void {
    for (const told of [this.#current, this.#next]) told?.lane.settle();
  }

  #closeNext(): void {
    const next = this.#next;
    this.#next = undefined;
    next?.lane.close();
  }
}
