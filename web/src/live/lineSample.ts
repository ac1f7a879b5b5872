/** What one look at a candidate's line says; a value that could not be measured is left out. */
export interface LineSample {
  /** Media flows. */
  connected: boolean;
  /** The server is reached, with media or without. */
  reachable: boolean;
  /** What the browser believes the line bears, in kilobits a second. */
  availableKbps?: number;
  /** Of the packets since the last look, from 0 to 1. */
  lossShare?: number;
  roundTripMs?: number;
  /** How long a packet waited on average before it was sent. */
  queueMs?: number;
  limitedBy?: 'cpu' | 'bandwidth';
}

/** Sums that only grow: what two looks are compared by. */
export interface LineCounters {
  sent: number;
  lost: number;
  delayedMs: number;
}

/** Fewer packets between two looks say nothing about loss. */
const fewestPackets = 20;

interface Stats {
  type: string;
  state?: string;
  nominated?: boolean;
  availableOutgoingBitrate?: number;
  currentRoundTripTime?: number;
  packetsSent?: number;
  packetsLost?: number;
  totalPacketSendDelay?: number;
  qualityLimitationReason?: string;
  active?: boolean;
}

/** Reads the statistics of the connection that sends, against the counters of the look before. */
export function measureLine(
  report: Pick<RTCStatsReport, 'forEach'>,
  before: LineCounters | undefined,
): { sample: Omit<LineSample, 'connected' | 'reachable'>; counters: LineCounters } {
  const counters: LineCounters = { sent: 0, lost: 0, delayedMs: 0 };
  const sample: Omit<LineSample, 'connected' | 'reachable'> = {};
  report.forEach((stats: Stats) => {
    if (stats.type === 'candidate-pair' && stats.nominated === true && stats.state === 'succeeded') {
      if (stats.availableOutgoingBitrate !== undefined) sample.availableKbps = stats.availableOutgoingBitrate / 1_000;
      if (stats.currentRoundTripTime !== undefined) sample.roundTripMs = stats.currentRoundTripTime * 1_000;
    }
    if (stats.type === 'remote-inbound-rtp') counters.lost += stats.packetsLost ?? 0;
    if (stats.type !== 'outbound-rtp') return;
    counters.sent += stats.packetsSent ?? 0;
    counters.delayedMs += (stats.totalPacketSendDelay ?? 0) * 1_000;
    const reason = stats.active === false ? undefined : stats.qualityLimitationReason;
    if (reason === 'bandwidth' || (reason === 'cpu' && sample.limitedBy === undefined)) sample.limitedBy = reason;
  });
  const sent = counters.sent - (before?.sent ?? 0);
  if (before !== undefined && sent >= fewestPackets) {
    sample.lossShare = Math.min(1, Math.max(0, counters.lost - before.lost) / sent);
    sample.queueMs = Math.max(0, counters.delayedMs - before.delayedMs) / sent;
  }
  return { sample, counters };
}
