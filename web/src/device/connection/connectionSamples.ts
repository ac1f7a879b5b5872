/** How media reaches the server: straight, over TCP, or through a relay. */
export type MediaPath = 'udp' | 'tcp' | 'turnUdp' | 'turnTcp';

/** What the browser says of a sending connection at one moment. Sums count from the beginning of the connection. */
export interface ConnectionSample {
  atMs: number;
  bytesSent: number;
  packetsSent: number;
  /** As the server reports them. */
  packetsLost: number;
  roundTripMs: number | undefined;
  /** What the browser thinks that the connection bears. */
  availableKbps: number | undefined;
  /** How often the server has reported on the streams: it rises only while media arrives. */
  reports: number;
  path: MediaPath | undefined;
}

/** The members of statistics that are read here; a report has many more. */
interface Stat {
  id: string;
  type: string;
  bytesSent?: number;
  packetsSent?: number;
  packetsLost?: number;
  roundTripTime?: number;
  roundTripTimeMeasurements?: number;
  currentRoundTripTime?: number;
  availableOutgoingBitrate?: number;
  selectedCandidatePairId?: string;
  localCandidateId?: string;
  candidateType?: string;
  protocol?: string;
  relayProtocol?: string;
}
/** A report of `getStats`, as far as it is read. */
export type Stats = Pick<ReadonlyMap<string, unknown>, 'forEach'>;

export function sampleOf(report: Stats, atMs: number): ConnectionSample {
  const stats = new Map<string, Stat>();
  report.forEach((stat) => {
    stats.set((stat as Stat).id, stat as Stat);
  });
  const of = (type: string) => [...stats.values()].filter((stat) => stat.type === type);
  const sent = of('outbound-rtp');
  const heard = of('remote-inbound-rtp');
  const pairId = of('transport')[0]?.selectedCandidatePairId;
  const pair = pairId === undefined ? undefined : stats.get(pairId);
  const local = pair?.localCandidateId === undefined ? undefined : stats.get(pair.localCandidateId);
  return {
    atMs,
    bytesSent: sum(sent, 'bytesSent'),
    packetsSent: sum(sent, 'packetsSent'),
    packetsLost: sum(heard, 'packetsLost'),
    roundTripMs: milliseconds(pair?.currentRoundTripTime ?? heard[0]?.roundTripTime),
    availableKbps: pair?.availableOutgoingBitrate === undefined ? undefined : pair.availableOutgoingBitrate / 1_000,
    reports: sum(heard, 'roundTripTimeMeasurements'),
    path: pathOf(local),
  };
}

function sum(
  stats: readonly Stat[],
  member: 'bytesSent' | 'packetsSent' | 'packetsLost' | 'roundTripTimeMeasurements',
) {
  return stats.reduce((all, stat) => all + (stat[member] ?? 0), 0);
}

const milliseconds = (seconds: number | undefined) => (seconds === undefined ? undefined : seconds * 1_000);

function pathOf(local: Stat | undefined): MediaPath | undefined {
  if (local?.candidateType === 'relay') return local.relayProtocol === 'udp' ? 'turnUdp' : 'turnTcp';
  if (local?.protocol === undefined) return undefined;
  return local.protocol === 'tcp' ? 'tcp' : 'udp';
}
