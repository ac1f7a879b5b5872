import { AppError } from '@invigil/contract/errors';
import type { AttemptCounters, Metrics } from '@invigil/server-kit/metrics';

/** What is counted of this node's media. */
export interface MediaMetrics {
  publish: AttemptCounters;
  watch: AttemptCounters;
  workerDied(): void;
  /** This node was taken for dead and closed everything. */
  fenced(): void;
  /** A sitting was refused because every worker is full. */
  full(): void;
  /** A watch was sent nothing though its stream flowed, and was helped. */
  nudged(): void;
  /** Somebody was cut off who sent far more than anybody may. */
  floodCut(): void;
}

export interface MediaSizes {
  publishers(): number;
  streams(): number;
  watches(): number;
  voices(): number;
  /** The share of its core that the busiest worker uses, 0 to 1. */
  busiest(): number;
  /** Whether this node gives what it has to others. */
  draining(): boolean;
}

export function mediaMetrics(metrics: Metrics, sizes: MediaSizes): MediaMetrics {
  metrics.gauge('publishers', 'Send transports open on this node.', sizes.publishers);
  metrics.gauge('streams', 'Streams published on this node.', sizes.streams);
  metrics.gauge('watches', 'Watches open on this node, paused ones included.', sizes.watches);
  metrics.gauge('voices', 'Voices of proctors open on this node, silent ones included.', sizes.voices);
  metrics.gauge('busiest_worker_load', 'Share of a core that the busiest worker uses, 0 to 1.', sizes.busiest);
  metrics.gauge('draining', '1 while this node takes nothing new and gives what it has to others.', () =>
    Number(sizes.draining()),
  );
  const fenced = metrics.counter('fenced_total', 'Times this node closed everything, because others took it for dead.');
  const died = metrics.counter('worker_deaths_total', 'Media workers that ended without being asked to.');
  const full = metrics.counter('placements_refused_total', 'Sittings refused because every worker was full.');
  const nudged = metrics.counter(
    'watch_nudges_total',
    'Times a watch was helped that was sent nothing of a live stream.',
  );
  const floods = metrics.counter('floods_cut_total', 'Transports cut off because far too much came in over them.');
  return {
    publish: metrics.attempts('publish'),
    watch: metrics.attempts('watch'),
    workerDied: () => died.inc(),
    fenced: () => fenced.inc(),
    full: () => full.inc(),
    nudged: () => nudged.inc(),
    floodCut: () => floods.inc(),
  };
}

/** Counts an attempt and how it ended: a coded error below 500 is a refusal, anything else our failure. */
export async function counted<R>(counters: AttemptCounters, attempt: () => Promise<R>): Promise<R> {
  counters.attempted();
  try {
    const result = await attempt();
    counters.done();
    return result;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) counters.refused();
    else counters.failed();
    throw error;
  }
}
