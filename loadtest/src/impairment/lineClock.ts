import { monotonicMs } from '../machine/monotonic.ts';

/** The time that drives a line, injected so that a test can move it. Milliseconds. */
export interface LineClock {
  now(): number;
  /** Runs `run` once, when the time has come. Returns the function that calls it off. */
  wake(atMs: number, run: () => void): () => void;
}

export const systemLineClock: LineClock = {
  now: monotonicMs,
  wake(atMs, run) {
    const timer = setTimeout(run, Math.max(0, Math.ceil(atMs - monotonicMs())));
    return () => clearTimeout(timer);
  },
};
