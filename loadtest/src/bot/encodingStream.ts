import type { Step } from '@invigil/contract/sources';
import type { Clip, Clips } from '../frames/clip.ts';
import { videoClockRate } from '../rtp/packetTemplate.ts';
import type { ReceiverReport } from '../rtp/rtcp.ts';
import { senderReport } from '../rtp/senderReport.ts';

/** Packets that carry the mid, until the server can be trusted to know the SSRC. */
const introductionPackets = 60;
/** As often as a browser says when its time stamps were taken. */
const reportEveryMs = 1_000;

export interface PacketSink {
  /** The next number of the transport, for feedback on all its packets. */
  nextTransportSequence(): number;
  /** False when the packet could not be sent. */
  send(packet: Buffer): boolean;
}

/** The one encoding of a source that a bot sends: plays the clip of a step round and round, under the same SSRC and numbers. */
export class EncodingStream {
  readonly ssrc: number;
  readonly #clips: Clips;
  readonly #sink: PacketSink;
  readonly #nowMs: () => number;
  #sequence = 1;
  #pictureId = 0;
  #frame = 0;
  #step: Step = 'tile';
  #reportedAtMs = Number.NEGATIVE_INFINITY;
  sentPackets = 0;
  sentBytes = 0;
  failedPackets = 0;
  /** What the server says it received, by its newest report, up to which packet that report goes, and what it missed of these. */
  receivedPackets = 0;
  reportedPackets = 0;
  lostPackets = 0;

  /** `nowMs` is Unix time: all sources of a bot take their time stamps from it, however seldom they send. */
  constructor(options: { ssrc: number; clips: Clips; sink: PacketSink; nowMs: () => number }) {
    this.ssrc = options.ssrc;
    this.#clips = options.clips;
    this.#sink = options.sink;
    this.#nowMs = options.nowMs;
  }

  /** What is played now. */
  get clip(): Clip {
    return this.#clips[this.#step];
  }

  /**
   * Becomes another picture, which begins with a key frame, as a browser's encoder does at another size.
   * @returns false when it was that picture already.
   */
  show(step: Step): boolean {
    if (step === this.#step) return false;
    this.#step = step;
    this.restart();
    return true;
  }

  /** The next frame will be a key frame. */
  restart(): void {
    this.#frame = 0;
  }

  /**
   * Our numbers start at 1, so the highest is how many were sent up to it. A server that counts its first packet twice
   * reports less than no loss.
   */
  reported({ highestSequence, lost }: ReceiverReport): void {
    this.reportedPackets = highestSequence;
    this.lostPackets = Math.max(0, lost);
    this.receivedPackets = highestSequence - this.lostPackets;
  }

  sendFrame(): void {
    const { frames } = this.clip;
    const frame = frames[this.#frame % frames.length];
    this.#frame += 1;
    this.#pictureId += 1;
    const nowMs = this.#nowMs();
    const timestamp = Math.floor((nowMs * videoClockRate) / 1_000) % 2 ** 32;
    const packets = this.sentPackets < introductionPackets ? frame?.introducing : frame?.plain;
    for (const packet of packets ?? []) {
      const filled = packet.fill({
        ssrc: this.ssrc,
        sequence: this.#sequence++,
        timestamp,
        pictureId: this.#pictureId,
        transportSequence: this.#sink.nextTransportSequence(),
      });
      if (this.#sink.send(filled)) {
        this.sentPackets += 1;
        this.sentBytes += packet.length;
      } else {
        this.failedPackets += 1;
      }
    }
    this.#report(timestamp, nowMs);
  }

  #report(timestamp: number, nowMs: number): void {
    if (nowMs < this.#reportedAtMs + reportEveryMs) return;
    this.#reportedAtMs = nowMs;
    const { ssrc, sentPackets: packets, sentBytes: bytes } = this;
    this.#sink.send(senderReport({ ssrc, timestamp, nowMs, packets, bytes }));
  }
}
