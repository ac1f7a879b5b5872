import type { TransportOptions } from '@invigil/contract/transports';
import { bindingRequest, clientHello } from './datagrams.ts';
import type { Seeded } from './seeded.ts';

/** What a hostile sender knows: a transport it was given, and the SSRC of somebody else. */
export interface Known {
  transport: TransportOptions;
  ssrc: number;
}

type Kind = (seeded: Seeded, known: Known) => Buffer;

const lengths = [0, 1, 2, 0xff, 0x7fff, 0xffff];
const dtlsHeaderBytes = 13;
const stunHeaderBytes = 20;

function withUInt16(datagram: Buffer, at: number, value: number): Buffer {
  if (at + 2 <= datagram.length) datagram.writeUInt16BE(value & 0xffff, at);
  return datagram;
}

/** STUN whose message or attributes say another length than they have, and attributes nobody knows. */
const stun: Kind = (seeded, { transport }) => {
  const request = bindingRequest(transport);
  const dice = seeded.below(5);
  if (dice === 0) return withUInt16(request, 2, seeded.oneOf(lengths));
  if (dice === 1) return withUInt16(request, stunHeaderBytes + 2, seeded.oneOf(lengths));
  if (dice === 2) return withUInt16(request, 0, seeded.below(0x4000));
  if (dice === 3) return request.subarray(0, seeded.below(request.length));
  const unknown = seeded.bytes(4 * seeded.below(300));
  return withUInt16(Buffer.concat([request, unknown]), 2, request.length - stunHeaderBytes + unknown.length);
};

/** Handshakes in fragments that overlap, lie outside of the message, or never end; records of wrong lengths and epochs. */
const dtls: Kind = (seeded) => {
  const hello = clientHello();
  const dice = seeded.below(6);
  if (dice === 0) return withUInt16(hello, 11, seeded.oneOf(lengths));
  if (dice === 1) return withUInt16(hello, 3, seeded.below(0x1_0000));
  if (dice === 2) {
    // Total length, offset and length of the fragment, each of three bytes.
    seeded.bytes(3).copy(hello, dtlsHeaderBytes + seeded.oneOf([1, 6, 9]));
    return hello;
  }
  if (dice === 3) {
    hello[0] = 20 + seeded.below(44);
    return hello;
  }
  if (dice === 4) return Buffer.concat([hello, clientHello().subarray(0, seeded.below(hello.length)), hello]);
  const cut = dtlsHeaderBytes + seeded.below(hello.length - dtlsHeaderBytes);
  return withUInt16(hello.subarray(0, cut), 11, cut - dtlsHeaderBytes);
};

/** RTP with header extensions, CSRCs and padding that reach beyond its end, and with a tag that is made up. */
const srtp: Kind = (seeded, { ssrc }) => {
  const packet = seeded.bytes(seeded.oneOf([12, 13, 16, 20, 28, 44, 200, 1_200]));
  packet[0] = 0x80 | (seeded.below(2) << 5) | (seeded.below(2) << 4) | seeded.oneOf([0, 0, 1, 15]);
  packet[1] = 96 | (seeded.below(2) << 7);
  packet.writeUInt32BE(ssrc, 8);
  withUInt16(packet, 12, seeded.oneOf([0xbede, 0x1000, 0x100f, 0]));
  return withUInt16(packet, 14, seeded.oneOf([...lengths, 3, 64]));
};

/** Compound RTCP whose parts say any length and any count. */
const rtcp: Kind = (seeded, { ssrc }) => {
  const part = () => {
    const bytes = seeded.bytes(8 + 4 * seeded.below(30));
    bytes[0] = 0x80 | seeded.below(64);
    bytes[1] = 192 + seeded.below(32);
    bytes.writeUInt32BE(ssrc, 4);
    return withUInt16(bytes, 2, seeded.oneOf([...lengths, bytes.length / 4 - 1]));
  };
  return Buffer.concat(Array.from({ length: 1 + seeded.below(4) }, part));
};

const noise: Kind = (seeded) => seeded.bytes(seeded.oneOf([0, 1, 2, 3, 11, 12, 19, 20, 500]));

export const hostileKinds = { stun, dtls, srtp, rtcp, noise };
const kinds = Object.values(hostileKinds);

/** A datagram that is nearly what a worker takes, with some bits turned in half of them. */
export function hostileDatagram(seeded: Seeded, known: Known): Buffer {
  const datagram = Buffer.from(seeded.oneOf(kinds)(seeded, known));
  const turned = seeded.below(2) === 0 ? 0 : 1 + seeded.below(4);
  for (let i = 0; i < turned && datagram.length > 0; i++) {
    const at = seeded.below(datagram.length);
    datagram.writeUInt8(datagram.readUInt8(at) ^ (1 << seeded.below(8)), at);
  }
  return datagram;
}
