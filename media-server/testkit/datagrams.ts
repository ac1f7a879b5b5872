import { createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { crc32 } from 'node:zlib';
import type { TransportOptions } from '@invigil/contract/transports';

const magicCookie = 0x2112_a442;

function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  padded.writeUInt16BE(type, 0);
  padded.writeUInt16BE(value.length, 2);
  value.copy(padded, 4);
  return padded;
}

/** A STUN binding request that a transport believes: from then on it listens to the address it came from. */
export function bindingRequest({ iceParameters }: TransportOptions): Buffer {
  const header = Buffer.alloc(20);
  header.writeUInt16BE(0x0001, 0);
  header.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(header, 8);
  const attributes = Buffer.concat([
    attribute(0x0006, Buffer.from(`${iceParameters.usernameFragment}:bot`)),
    attribute(0x0024, Buffer.from([0x6e, 0x00, 0x01, 0xff])),
    attribute(0x802a, randomBytes(8)),
    attribute(0x0025, Buffer.alloc(0)),
  ]);
  header.writeUInt16BE(attributes.length + 24, 2);
  const signed = Buffer.concat([header, attributes]);
  const integrity = createHmac('sha1', iceParameters.password).update(signed).digest();
  const whole = Buffer.concat([signed, attribute(0x0008, integrity)]);
  // The fingerprint is counted in the length it covers, the integrity was computed without it.
  whole.writeUInt16BE(whole.length - 20 + 8, 2);
  const fingerprint = Buffer.alloc(4);
  fingerprint.writeUInt32BE((crc32(whole) ^ 0x5354_554e) >>> 0);
  return Buffer.concat([whole, attribute(0x8028, fingerprint)]);
}

/** ECDHE with ECDSA, AES-128-GCM: what browsers and our workers agree on. */
const strongSuite = 0xc02b;

/** A DTLS ClientHello that offers one cipher suite, P-256 and AES-GCM media. */
export function clientHello(suite = strongSuite): Buffer {
  const useSrtp = Buffer.from('000e00050002000800', 'hex');
  const groups = Buffer.from('000a000400020017', 'hex');
  const signatures = Buffer.from('000d000400020403', 'hex');
  const listed = Buffer.concat([useSrtp, groups, signatures]);
  const extensions = Buffer.concat([Buffer.from([0, listed.length]), listed]);
  const body = Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    randomBytes(32),
    Buffer.from([0, 0, 0, 2, suite >> 8, suite & 0xff, 1, 0]),
    extensions,
  ]);
  const handshake = Buffer.concat([Buffer.from([1, 0, 0, body.length, 0, 0, 0, 0, 0, 0, 0, body.length]), body]);
  const record = Buffer.from([0x16, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, handshake.length]);
  return Buffer.concat([record, handshake]);
}

/** An RTP packet as it looks on the wire, its payload and authentication tag made up. */
export function sealedRtp(ssrc: number): Buffer {
  const packet = randomBytes(100 + Math.floor(Math.random() * 1_000));
  packet[0] = 0x80 | (Math.random() < 0.3 ? 0x10 : 0);
  packet[1] = 96;
  packet.writeUInt32BE(ssrc, 8);
  return packet;
}

/** An RTP packet with a right header and nonsense in its extensions and its payload, to be sealed by the sender. */
export function nonsenseRtp(options: { ssrc: number; seq: number; payloadType?: number }): Buffer {
  const { ssrc, seq, payloadType = 96 } = options;
  const packet = randomBytes(40 + Math.floor(Math.random() * 400));
  packet[0] = 0x90;
  packet[1] = payloadType | (Math.random() < 0.5 ? 0x80 : 0);
  packet.writeUInt16BE(seq & 0xffff, 2);
  packet.writeUInt32BE((seq * 3_000) >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  // One block of one-byte extensions, of up to five words.
  packet.writeUInt16BE(Math.random() < 0.8 ? 0xbede : 0x1000, 12);
  packet.writeUInt16BE(Math.floor(Math.random() * 6), 14);
  return packet;
}

/** A receiver report as it looks on the wire. */
export function sealedRtcp(): Buffer {
  const packet = randomBytes(64);
  packet[0] = 0x81;
  packet[1] = 200 + Math.floor(Math.random() * 8);
  return packet;
}

/** The same datagram with some bits turned, cut short or made longer. */
export function mutated(datagram: Buffer): Buffer {
  const copy = Buffer.from(datagram);
  for (let turned = Math.floor(Math.random() * 4); turned >= 0 && copy.length > 0; turned--) {
    const at = Math.floor(Math.random() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(Math.random() * 8));
  }
  const dice = Math.random();
  if (dice < 0.2) return copy.subarray(0, Math.floor(Math.random() * copy.length));
  if (dice < 0.3) return Buffer.concat([copy, randomBytes(Math.floor(Math.random() * 200))]);
  return copy;
}

/** Somebody with a socket. */
export class Sender {
  readonly #socket: Socket = createSocket('udp4');
  readonly #port: number;

  constructor({ iceCandidates }: TransportOptions) {
    const candidate = iceCandidates.find(({ protocol }) => protocol === 'udp');
    if (!candidate) throw new Error('the transport has no UDP candidate');
    this.#port = candidate.port;
  }

  send(datagram: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.send(datagram, this.#port, '127.0.0.1', (error) => (error ? reject(error) : resolve()));
    });
  }

  /** The first datagram that comes back. */
  answer(): Promise<Buffer> {
    return new Promise((resolve) => this.#socket.once('message', resolve));
  }

  close(): void {
    this.#socket.close();
  }
}
