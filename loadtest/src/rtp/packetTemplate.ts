import { type ExtensionBlock, extensionBlock, type StreamNames } from './headerExtensions.ts';
import { pictureIdAt } from './vp8Payload.ts';

const fixedHeaderBytes = 12;
export const videoPayloadType = 96;
export const videoClockRate = 90_000;

/** Everything of a packet that differs from bot to bot and from moment to moment; each is cut to the bits it has. */
export interface PacketFields {
  ssrc: number;
  sequence: number;
  timestamp: number;
  pictureId: number;
  transportSequence: number;
}

/**
 * One packet of a clip, built once and shared by all bots: `fill` writes the fields of one bot into the shared bytes,
 * which must be sent before the next `fill`.
 */
export class PacketTemplate {
  readonly #bytes: Buffer;
  readonly #extension: ExtensionBlock;
  readonly #payloadAt: number;

  /** `names` are written into packets that introduce a stream; `marker` ends a frame. */
  constructor(payload: Buffer, options: { marker: boolean; names?: StreamNames }) {
    const header = Buffer.alloc(fixedHeaderBytes);
    // Version 2, with a header extension.
    header[0] = 0x90;
    header[1] = videoPayloadType | (options.marker ? 0x80 : 0);
    this.#extension = extensionBlock(options.names);
    this.#bytes = Buffer.concat([header, this.#extension.bytes, payload]);
    this.#payloadAt = fixedHeaderBytes + this.#extension.bytes.length;
  }

  get length(): number {
    return this.#bytes.length;
  }

  fill(fields: PacketFields): Buffer {
    const bytes = this.#bytes;
    bytes.writeUInt16BE(fields.sequence & 0xffff, 2);
    bytes.writeUInt32BE(fields.timestamp >>> 0, 4);
    bytes.writeUInt32BE(fields.ssrc, 8);
    bytes.writeUInt16BE(fields.transportSequence & 0xffff, fixedHeaderBytes + this.#extension.transportSequenceAt);
    bytes.writeUInt16BE(0x8000 | (fields.pictureId & 0x7fff), this.#payloadAt + pictureIdAt);
    return bytes;
  }
}
