/** What a receiver says of one stream in a report block (RFC 3550, 6.4.1). */
export interface ReceiverReport {
  ssrc: number;
  /** The highest sequence number received, with its cycles. */
  highestSequence: number;
  /** Packets lost since the first one received; negative when some came twice. */
  lost: number;
}

export interface Rtcp {
  reports: ReceiverReport[];
  /** SSRCs for which a key frame is asked, by PLI (RFC 4585) or FIR (RFC 5104). */
  keyFrameRequests: number[];
}

const types = { receiverReport: 201, payloadSpecificFeedback: 206 } as const;
const formats = { pictureLossIndication: 1, fullIntraRequest: 4 } as const;
const reportBlocksAt = 8;
const reportBlockBytes = 24;
const feedbackEntriesAt = 12;
const fullIntraRequestBytes = 8;

/** Reads what a sender cares about from a compound packet; whatever is cut short or unknown is passed over. */
export function readRtcp(packet: Buffer): Rtcp {
  const found: Rtcp = { reports: [], keyFrameRequests: [] };
  for (let at = 0; at + 8 <= packet.length; ) {
    const end = at + 4 * (packet.readUInt16BE(at + 2) + 1);
    if (end > packet.length) break;
    const part = packet.subarray(at, end);
    const type = part.readUInt8(1);
    if (type === types.receiverReport) found.reports.push(...reportsIn(part));
    if (type === types.payloadSpecificFeedback) found.keyFrameRequests.push(...keyFrameRequestsIn(part));
    at = end;
  }
  return found;
}

function reportsIn(part: Buffer): ReceiverReport[] {
  const count = Math.min(part.readUInt8(0) & 0x1f, Math.floor((part.length - reportBlocksAt) / reportBlockBytes));
  return Array.from({ length: count }, (_, index) => {
    const block = part.subarray(reportBlocksAt + index * reportBlockBytes);
    return { ssrc: block.readUInt32BE(0), lost: block.readIntBE(5, 3), highestSequence: block.readUInt32BE(8) };
  });
}

function keyFrameRequestsIn(part: Buffer): number[] {
  const format = part.readUInt8(0) & 0x1f;
  if (part.length < feedbackEntriesAt) return [];
  if (format === formats.pictureLossIndication) return [part.readUInt32BE(8)];
  if (format !== formats.fullIntraRequest) return [];
  const entries = Math.floor((part.length - feedbackEntriesAt) / fullIntraRequestBytes);
  return Array.from({ length: entries }, (_, index) =>
    part.readUInt32BE(feedbackEntriesAt + index * fullIntraRequestBytes),
  );
}
