import type { LadderStep } from '@invigil/contract/ladder';
import { LadderMachine } from './ladderMachine.ts';
import { type LineCounters, measureLine } from './lineSample.ts';

const lookEveryMs = 2_000;

interface Parts {
  /** Undefined while there is no connection. */
  stats: () => Promise<RTCStatsReport | undefined>;
  /** Whether media flows, and whether the server is reached at all; undefined while there is nothing to judge. */
  line: () => { connected: boolean; reachable: boolean } | undefined;
  changed: (step: LadderStep) => void;
  hiccup: (fault: unknown) => void;
}

/** Looks at the line every two seconds and tells each step of the ladder. Returns the function that ends this. */
export function driveLadder({ stats, line, changed, hiccup }: Parts): () => void {
  const machine = new LadderMachine();
  let counters: LineCounters | undefined;
  let looking = false;
  let ended = false;

  const look = async () => {
    const now = line();
    if (now === undefined || looking) return;
    looking = true;
    try {
      const report = now.connected ? await stats() : undefined;
      const measured = report === undefined ? undefined : measureLine(report, counters);
      counters = measured?.counters;
      const before = machine.step;
      const step = machine.look({ ...measured?.sample, ...now }, performance.now());
      if (!ended && step !== before) changed(step);
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look().catch(hiccup), lookEveryMs);

  return () => {
    ended = true;
    clearInterval(timer);
  };
}
