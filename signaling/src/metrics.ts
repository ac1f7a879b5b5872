import { AppError, type ErrorCode, errorTable } from '@invigil/contract/errors';
import type { AttemptCounters, Metrics } from '@invigil/server-kit/metrics';

export type Attempted = 'join' | 'publish' | 'watch';

const buckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];

/** What signaling counts; no label ever names a person, a room or a connection. */
export interface SignalingMetrics {
  /** Counts and times one attempt: an AppError of the asker's making is a refusal, anything else a failure. */
  attempt<R>(what: Attempted, run: () => Promise<R>): Promise<R>;
  resumed(how: 'done' | 'refused'): void;
  noteSent(): void;
  frameRefused(code: ErrorCode): void;
  tooSlow(): void;
  takenOver(): void;
  replaced(seconds: number): void;
  given(): void;
  taken(): void;
  /** A sitting was moved away from a media node that drains, or its page did not come along. */
  migrated(how: 'done' | 'givenUp', seconds: number): void;
  incidentsTold(count: number): void;
  incidentsDropped(count: number): void;
  looksTold(count: number): void;
  looksDropped(count: number): void;
}

export function createSignalingMetrics(
  metrics: Metrics,
  count: {
    candidates(): number;
    proctors(): number;
    connected(): number;
    incidentsWaiting(): number;
    looksWaiting(): number;
  },
): SignalingMetrics {
  metrics.gauge('candidates', 'Candidates present, connected or within their grace.', count.candidates);
  metrics.gauge('proctors', 'Proctors present, connected or within their grace.', count.proctors);
  metrics.gauge('sockets', 'Open sockets.', count.connected);
  metrics.gauge('incidents_waiting', 'Incidents that no api node has taken yet.', count.incidentsWaiting);
  metrics.gauge('looks_waiting', 'Looks of proctors that no api node has taken yet.', count.looksWaiting);
  const told = metrics.counter('incidents_told_total', 'Incidents that an api node has taken.');
  const dropped = metrics.counter(
    'incidents_dropped_total',
    'Incidents that were given up before an api node took them.',
  );
  const looksTold = metrics.counter(
    'looks_told_total',
    'Looks that an api node has taken, each as often as it went on.',
  );
  const looksDropped = metrics.counter('looks_dropped_total', 'Looks that were given up before an api node took them.');
  const notes = metrics.counter('notes_total', 'Notes numbered for a page.');
  const refused = metrics.counter('frames_refused_total', 'Frames answered with an error, by its code.', ['code']);
  const resumes = metrics.counter('resumes_total', 'Sockets that asked to resume a presence.', ['outcome']);
  const slow = metrics.counter('slow_readers_cut_total', 'Sockets cut because too much waited for them.');
  const takeOvers = metrics.counter('take_overs_total', 'Presences ended because a newer page took the sitting.');
  const replacements = metrics.seconds('replace_seconds', 'From losing its place to having another.', buckets);
  const given = metrics.counter('presences_given_total', 'Presences that another signaling node took over.');
  const taken = metrics.counter('presences_taken_total', 'Presences taken over from another signaling node.');
  const migrations = metrics.counter('migrations_total', 'Sittings told to move to another media node.', ['outcome']);
  const migrating = metrics.seconds('migrate_seconds', 'From telling a page to move to its media arriving.', buckets);
  const attempts = {
    join: timed(metrics, 'join'),
    publish: timed(metrics, 'publish'),
    watch: timed(metrics, 'watch'),
  };
  return {
    attempt: (what, run) => attempts[what](run),
    resumed: (outcome) => resumes.inc({ outcome }),
    noteSent: () => notes.inc(),
    frameRefused: (code) => refused.inc({ code }),
    tooSlow: () => slow.inc(),
    takenOver: () => takeOvers.inc(),
    replaced: (seconds) => replacements.observe(seconds),
    given: () => given.inc(),
    taken: () => taken.inc(),
    migrated: (outcome, seconds) => {
      migrations.inc({ outcome });
      if (outcome === 'done') migrating.observe(seconds);
    },
    incidentsTold: (count) => told.inc(count),
    incidentsDropped: (count) => dropped.inc(count),
    looksTold: (count) => looksTold.inc(count),
    looksDropped: (count) => looksDropped.inc(count),
  };
}

function timed(metrics: Metrics, what: Attempted) {
  const counters: AttemptCounters = metrics.attempts(what);
  const seconds = metrics.seconds(`${what}_seconds`, `How long a ${what} took here.`, buckets);
  return async <R>(run: () => Promise<R>): Promise<R> => {
    const started = performance.now();
    counters.attempted();
    try {
      const result = await run();
      counters.done();
      return result;
    } catch (error) {
      if (isRefusal(error)) counters.refused();
      else counters.failed();
      throw error;
    } finally {
      seconds.observe((performance.now() - started) / 1_000);
    }
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (errorTable[error.code].status < 500 || error.code === 'noCapacity');
}
