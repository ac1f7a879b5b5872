import { AppError, type ErrorCode } from '@invigil/contract/errors';
import type { StreamId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';
import type { Device } from 'mediasoup-client';
import type { Demand } from './encodings.ts';
import { SendPlace, type SendPlaceParts } from './sendPlace.ts';

interface Parts extends Pick<SendPlaceParts, 'call' | 'published' | 'media' | 'hiccup'> {
  /** The server does not take what is shared, and trying again by itself would not help. */
  refused: (fault: unknown) => void;
}

const retryMs = 2_000;

/** The place is gone; the server announces the next one by itself. */
const placeGone: readonly ErrorCode[] = ['transportNotFound', 'resumeExpired'];
/** Only the person can help. */
const hopeless: readonly ErrorCode[] = ['invalid', 'mediaRefused', 'forbidden', 'sittingOver', 'openElsewhere'];

/**
 * Keeps what the server has equal to what is shared. Tracks outlive places: after the media worker's death or a lost
 * presence the same live tracks are published again in one `start`, with no new prompt.
 */
export class Publisher {
  readonly #parts: Parts;
  readonly #tracks = new Map<Source, MediaStreamTrack>();
  #place: SendPlace | undefined;
  /** The place whose round is under way; a new place does not wait for the answers of a dead one. */
  #working: SendPlace | undefined;
  #again = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
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
    this.#place?.close();
    this.#place = new SendPlace({ ...this.#parts, device, options, iceServers, step: this.#step });
    this.#settle();
  }

  demand(streamId: StreamId, demand: Demand): void {
    this.#place?.demand(streamId, demand);
  }

  /** What the line bears from now on, here and in places to come. */
  climb(step: LadderStep): void {
    this.#step = step;
    this.#place?.climb(step);
  }

  /** The statistics of the connection that carries the media; undefined while there is none. */
  async stats(): Promise<RTCStatsReport | undefined> {
    return await this.#place?.stats();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#place?.close();
    this.#place = undefined;
  }

  #settle(): void {
    clearTimeout(this.#retry);
    this.#again = true;
    if (this.#place !== undefined && this.#working !== this.#place) void this.#work(this.#place);
  }

  /** One round at a time; a change during a round asks for another one. */
  async #work(place: SendPlace): Promise<void> {
    this.#working = place;
    while (this.#again && this.#place === place) {
      this.#again = false;
      try {
        await place.bring(new Map(this.#tracks));
      } catch (fault) {
        if (this.#place === place) this.#judge(fault);
      }
    }
    if (this.#working === place) this.#working = undefined;
  }

  #judge(fault: unknown): void {
    const code = fault instanceof AppError ? fault.code : undefined;
    if (code !== undefined && placeGone.includes(code)) return;
    if (code === undefined || hopeless.includes(code)) {
      this.#parts.refused(fault);
      return;
    }
    this.#parts.hiccup(fault);
    this.#retry = setTimeout(() => this.#settle(), retryDelayMs(fault));
  }
}

function retryDelayMs(fault: unknown): number {
  const body = fault instanceof AppError ? fault.body : undefined;
  return body !== undefined && 'retryAfterSeconds' in body ? body.retryAfterSeconds * 1_000 : retryMs;
}
