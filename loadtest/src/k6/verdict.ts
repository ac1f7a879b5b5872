import { generatorLimits } from '../bench/judge.ts';
import type { Bottleneck } from './bottleneck.ts';
import type { K6Metrics } from './k6Process.ts';
import type { MediaFigures } from './mediaDriver.ts';

/** One threshold, its figure and whether it held. */
export interface Judgement {
  load: string;
  threshold: string;
  value: number | null;
  met: boolean;
}

export interface Verdict {
  /** False when the generator was what was measured; then nothing is said about the target. */
  judged: boolean;
  reasons: string[];
  passed: boolean;
  judgements: Judgement[];
}

/** A generator that is later than this at one moment in a hundred does not do what its plan says. Milliseconds. */
const mostLateMs = 250;
const mostLossPercent = 1;
/** The newest report of a stream that sends one packet a second is a few packets old. */
const leastReportedShare = 0.7;

/** Every threshold of k6 of one scenario, and that each message reached every proctor of its room. */
export function judgementsOf(load: string, metrics: K6Metrics): Judgement[] {
  const ofK6 = Object.entries(metrics).flatMap(([name, { thresholds = {}, values }]) =>
    Object.entries(thresholds).map(([expression, { ok }]): Judgement => {
      const aggregate = /^[^<>=!]+/.exec(expression)?.[0] ?? '';
      return { load, threshold: `${name} ${expression}`, value: values[aggregate] ?? null, met: ok };
    }),
  );
  const expected = metrics.messages_expected?.values.count ?? 0;
  if (expected === 0) return ofK6;
  const delivered = metrics.messages_delivered?.values.count ?? 0;
  const share = delivered / expected;
  return [...ofK6, { load, threshold: 'messages delivered of those expected ==1', value: share, met: share === 1 }];
}

export function mediaJudgements(media: MediaFigures | null): Judgement[] {
  if (!media) return [];
  const { lossPercent, failures, sentPackets, reportedPackets } = media;
  const reported = sentPackets === 0 ? 0 : reportedPackets / sentPackets;
  return [
    {
      load: 'media',
      threshold: `loss percent <=${mostLossPercent}`,
      value: lossPercent,
      met: lossPercent <= mostLossPercent,
    },
    {
      load: 'media',
      threshold: `share of packets reported >=${leastReportedShare}`,
      value: reported,
      met: reported >= leastReportedShare,
    },
    { load: 'media', threshold: 'bots failed ==0', value: failures.length, met: failures.length === 0 },
  ];
}

/**
 * A run in which all thresholds hold is good whatever the generator did, for a slow generator can only make figures worse.
 * One in which some do not hold is refused when the generator was at its limit or late.
 */
export function verdictOf(run: {
  metrics: Readonly<Record<string, K6Metrics>>;
  media: MediaFigures | null;
  bottleneck: Bottleneck;
  /** What other programs used at most, percent of a core. */
  othersPercent: number;
}): Verdict {
  const judgements = [
    ...Object.entries(run.metrics).flatMap(([load, metrics]) => judgementsOf(load, metrics)),
    ...mediaJudgements(run.media),
  ];
  const passed = judgements.length > 0 && judgements.every(({ met }) => met);
  const reasons = passed ? [] : generatorFaults(run);
  return { judged: reasons.length === 0, reasons, passed, judgements };
}

function generatorFaults({ metrics, bottleneck, othersPercent }: Parameters<typeof verdictOf>[0]): string[] {
  const late = Math.max(0, ...Object.values(metrics).map((one) => one.generator_late_ms?.values['p(99)'] ?? 0));
  return [
    ...(bottleneck.isGenerator ? [`the generator was at its limit: ${bottleneck.why}`] : []),
    ...(othersPercent > generatorLimits.othersPercent
      ? [`other programs used ${othersPercent.toFixed(0)} % of a core`]
      : []),
    ...(late > mostLateMs ? [`the generator was ${late.toFixed(0)} ms late (p99)`] : []),
  ];
}
