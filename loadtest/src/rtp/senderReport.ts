/** Seconds from the epoch of NTP to that of Unix. */
const ntpEpochOffset = 2_208_988_800;

/**
 * What a sender says of one stream (RFC 3550, 6.4.1): when its time stamps were taken, without which no server can pass from
 * one encoding to another. `nowMs` is Unix time.
 */
export function senderReport(of: { ssrc: number; timestamp: number; nowMs: number; packets: number; bytes: number }) {
  const report = Buffer.alloc(28);
  report[0] = 0x80;
  report[1] = 200;
  report.writeUInt16BE(6, 2);
  report.writeUInt32BE(of.ssrc, 4);
  report.writeUInt32BE(Math.floor(of.nowMs / 1_000) + ntpEpochOffset, 8);
  report.writeUInt32BE(Math.floor(((of.nowMs % 1_000) / 1_000) * 2 ** 32), 12);
  report.writeUInt32BE(of.timestamp, 16);
  report.writeUInt32BE(of.packets >>> 0, 20);
  report.writeUInt32BE(of.bytes >>> 0, 24);
  return report;
}
