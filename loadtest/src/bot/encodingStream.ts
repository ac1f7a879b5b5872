import type { Clip } from '../frames/clip.ts';
import { videoClockRate } from '../rtp/packetTemplate.ts';
import type { ReceiverReport } from '../rtp/rtcp.ts';

/** Packets that carry mid and rid, until the server can be trusted to know the SSRC. */
const introductionPackets = 60;

export interface PacketSink {
  /** The next number of the transport, for feedback on all its packets. */
  nextTransportSequence(): number;
  /** False when the packet could not be sent. */
  send(packet: Buffer): boolean;
}

/** One encoding that a bot sends: plays a clip round and round, with its own SSRC and counters. */
export class EncodingStream {
  readonly ssrc: number;
  readonly clip: Clip;
  readonly #sink: PacketSink;
  #sequence = 1;
  #timestamp = 0;
  #pictureId = 0;
  #frame = 0;
  sentPackets = 0;
  sentBytes = 0;
  failedPackets = 0;
  /** What the server says it received, by its newest report. */
  receivedPackets = 0;

  constructor(options: { ssrc: number; clip: Clip; sink: PacketSink }) {
    this.ssrc = options.ssrc;
    this.clip = options.clip;
    this.#sink = options.sink;
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
    this.receivedPackets = highestSequence - Math.max(0, lost);
  }

  sendFrame(): void {
    const { frames, framesPerSecond } = this.clip;
    const frame = frames[this.#frame % frames.length];
    this.#frame += 1;
    this.#pictureId += 1;
    this.#timestamp += videoClockRate / framesPerSecond;
    const packets = this.sentPackets < introductionPackets ? frame?.introducing : frame?.plain;
    for (const packet of packets ?? []) {
      const filled = packet.fill({
        ssrc: this.ssrc,
        sequence: this.#sequence++,
        timestamp: this.#timestamp,
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
  }
}
