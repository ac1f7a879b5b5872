/** RTP and RTCP as the bots send and read them. */

const headerBytes = 12;

/** A VP8 frame of one packet: a key frame, or a delta frame that needs one. */
export function vp8Packet(options: {
  ssrc: number;
  seq: number;
  timestamp: number;
  keyFrame: boolean;
  bytes?: number;
}) {
  const packet = Buffer.alloc(options.bytes ?? 200);
  packet[0] = 0x80;
  packet[1] = 0x80 | 96;
  packet.writeUInt16BE(options.seq & 0xffff, 2);
  packet.writeUInt32BE(options.timestamp >>> 0, 4);
  packet.writeUInt32BE(options.ssrc, 8);
  // The payload descriptor: start of partition 0. Then the frame tag, whose lowest bit says delta frame.
  packet[headerBytes] = 0x10;
  packet[headerBytes + 1] = options.keyFrame ? 0x10 : 0x11;
  return packet;
}

/** Twenty milliseconds of opus, as far as anybody on the way can tell. */
export function opusPacket({ ssrc, seq, timestamp }: { ssrc: number; seq: number; timestamp: number }) {
  const packet = Buffer.alloc(headerBytes + 40);
  packet[0] = 0x80;
  packet[1] = 111;
  packet.writeUInt16BE(seq & 0xffff, 2);
  packet.writeUInt32BE(timestamp >>> 0, 4);
  packet.writeUInt32BE(ssrc, 8);
  packet[headerBytes] = 0x78;
  return packet;
}

/** A sender report, by which mediasoup learns when the timestamps of an encoding were captured. */
export function senderReport({ ssrc, timestamp, nowMs }: { ssrc: number; timestamp: number; nowMs: number }) {
  const ntpEpochOffset = 2_208_988_800;
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(ssrc, 4);
  report.writeUInt32BE(Math.floor(nowMs / 1_000) + ntpEpochOffset, 8);
  report.writeUInt32BE(Math.floor(((nowMs % 1_000) / 1_000) * 2 ** 32), 12);
  report.writeUInt32BE(timestamp >>> 0, 16);
  return report;
}

/** The SSRC of an RTP packet; undefined for RTCP and anything else. */
export function ssrcOf(packet: Buffer): number | undefined {
  const type = packet[1];
  if (packet.length < headerBytes || type === undefined || (type >= 192 && type <= 223)) return undefined;
  return packet.readUInt32BE(8);
}
