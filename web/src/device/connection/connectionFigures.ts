import type { CheckedStep, ConnectionThresholds, StepOutcome } from '@invigil/contract/deviceCheckSteps';
import type { DeviceFault } from '@invigil/contract/deviceFaults';
import type { Source } from '@invigil/contract/sources';
import type { ConnectionSample, MediaPath } from './connectionSamples.ts';

/** What was measured of a connection; a figure that was not reached in time is left out. */
export interface ConnectionFigures {
  roundTripMs?: number;
  /** Of the packets sent, from 0 to 100. */
  lossPercent?: number;
  /** What was really sent, sustained. */
  sentKbps?: number;
  /** What the connection bears upwards. */
  uploadKbps?: number;
  downloadKbps?: number;
  path?: MediaPath;
  /** Until everything was back after the line was cut. */
  reconnectMs?: number;
  /** The sources that the server has seen live. */
  live: readonly Source[];
}

export type Tone = 'good' | 'fair' | 'bad';
export const judgedFigures = [
  'uploadKbps',
  'downloadKbps',
  'roundTripMs',
  'lossPercent',
  'path',
  'reconnectMs',
] as const;
export type JudgedFigure = (typeof judgedFigures)[number];

/** Of what is sent. Above the first a picture stutters, above the second it stands still. */
const [fairLossPercent, badLossPercent] = [5, 15];
/** Longer than the first is felt; longer than the second is a cut. */
const [fairReconnectMs, badReconnectMs] = [6_000, 15_000];

/** The figures of what was sent between the first and the last sample. */
export function sendingFigures(samples: readonly ConnectionSample[]): Omit<ConnectionFigures, 'live'> {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return {};
  const seconds = (last.atMs - first.atMs) / 1_000;
  const packets = last.packetsSent - first.packetsSent;
  const sentKbps = seconds > 0 ? ((last.bytesSent - first.bytesSent) * 8) / 1_000 / seconds : undefined;
  // The estimate begins with a guess; what it has come down or up to is what counts.
  const estimate = middle(samples.slice(samples.length >> 1).map(({ availableKbps }) => availableKbps));
  return rounded({
    roundTripMs: middle(samples.map(({ roundTripMs }) => roundTripMs)),
    lossPercent: packets > 0 ? Math.max(0, ((last.packetsLost - first.packetsLost) / packets) * 100) : undefined,
    sentKbps,
    uploadKbps: estimate === undefined ? sentKbps : Math.max(estimate, sentKbps ?? 0),
    path: last.path,
  });
}

export function toneOf(
  figure: JudgedFigure,
  figures: ConnectionFigures,
  thresholds: ConnectionThresholds,
): Tone | undefined {
  const { uploadKbps, downloadKbps, roundTripMs, lossPercent, path, reconnectMs } = figures;
  switch (figure) {
    case 'uploadKbps':
      return atLeast(uploadKbps, thresholds.goodUploadKbps, thresholds.leastUploadKbps);
    case 'downloadKbps':
      return atLeast(downloadKbps, thresholds.goodDownloadKbps, thresholds.leastDownloadKbps);
    case 'roundTripMs':
      return atMost(roundTripMs, thresholds.goodRoundTripMs, thresholds.mostRoundTripMs);
    case 'lossPercent':
      return atMost(lossPercent, fairLossPercent, badLossPercent);
    case 'path':
      return path === undefined ? undefined : path === 'udp' || path === 'turnUdp' ? 'good' : 'fair';
    case 'reconnectMs':
      return atMost(reconnectMs, fairReconnectMs, badReconnectMs);
  }
}

/** Green, yellow or red, as the step of a check that tells it. */
export function judgeConnection(
  figures: ConnectionFigures,
  thresholds: ConnectionThresholds,
  { timedOut, wasCut = false }: { timedOut: boolean; wasCut?: boolean },
): CheckedStep {
  const tone = (figure: JudgedFigure) => toneOf(figure, figures, thresholds);
  const tones = judgedFigures.map(tone);
  const facts = factsOf(figures);
  const found = (outcome: StepOutcome, fault: DeviceFault | null) => {
    return { step: 'connection' as const, outcome, fault, facts };
  };
  if (tones.includes('bad')) return found('failed', 'connectionSlow');
  if (timedOut && figures.uploadKbps === undefined) return found('failed', 'checkTimedOut');
  if (wasCut) return found('warned', 'connectionCut');
  if (timedOut) return found('warned', 'checkTimedOut');
  if (tone('path') === 'fair') return found('warned', 'udpBlocked');
  return tones.includes('fair') ? found('warned', 'connectionSlow') : found('passed', null);
}

/** In the order in which people read them. */
export function factsOf({ live, ...figures }: ConnectionFigures): CheckedStep['facts'] {
  const known = [...judgedFigures, 'sentKbps' as const].filter((name) => figures[name] !== undefined);
  return [
    ...known.map((name) => ({ name, value: String(figures[name]) })),
    ...live.map((source) => ({ name: source, value: 'live' })),
  ];
}

function atLeast(value: number | undefined, good: number, least: number): Tone | undefined {
  return value === undefined ? undefined : value >= good ? 'good' : value >= least ? 'fair' : 'bad';
}

function atMost(value: number | undefined, good: number, most: number): Tone | undefined {
  return value === undefined ? undefined : value <= good ? 'good' : value <= most ? 'fair' : 'bad';
}

function middle(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined).sort((a, b) => a - b);
  return known[known.length >> 1];
}

function rounded(figures: Omit<ConnectionFigures, 'live'>): Omit<ConnectionFigures, 'live'> {
  const whole = Object.entries(figures)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'number' ? Math.round(value) : value]);
  return Object.fromEntries(whole);
}
