import { z } from 'zod';

/** Where a figure is in a result line, such as `ours.usPerPacket`. */
type Path = `${'ours' | 'peer' | 'limit'}.${string}`;

interface Bench {
  /** From the root of the checkout. */
  script: string;
  /** What the three figures are, with their unit. */
  figure: string;
  ours: Path;
  peer?: Path;
  limit?: Path;
  /** With what `ratio` compares. */
  against: string;
}

export const benchNames = ['media', 'join', 'recover', 'api', 'autosave', 'layers', 'wall', 'screen'] as const;
export const benchName = z.enum(benchNames);
export type BenchName = z.infer<typeof benchName>;

/** Every bench in the order in which they run, one after the other, and what of its result line is compared. */
export const benches: Record<BenchName, Bench> = {
  media: {
    script: 'loadtest/src/bench/media.ts',
    figure: 'CPU for a received packet, µs',
    ...{ ours: 'ours.usPerPacket', peer: 'peer.usPerPacket', limit: 'limit.usPerPacket' },
    against: 'Janus',
  },
  join: {
    script: 'loadtest/src/bench/join.ts',
    figure: 'joins a second',
    ...{ ours: 'ours.joinsPerSecond', peer: 'peer.joinsPerSecond', limit: 'limit.joinsPerSecond' },
    against: 'Janus',
  },
  recover: {
    script: 'loadtest/src/bench/recover.ts',
    figure: 'gap after a crash, p95, ms',
    ...{ ours: 'ours.gapP95Ms', peer: 'peer.gapP95Ms', limit: 'limit.gapMaxMs' },
    against: 'Janus started again',
  },
  api: {
    script: 'loadtest/src/bench/api.ts',
    figure: 'dashboard, p50, ms',
    ...{ ours: 'ours.dashboardP50Ms', peer: 'peer.p50Ms', limit: 'peer.preparedP50Ms' },
    against: 'the same statements bare',
  },
  autosave: {
    script: 'loadtest/src/bench/autosave.ts',
    figure: 'saves a second',
    ...{ ours: 'ours.savesPerSecond', peer: 'peer.perSecond' },
    against: 'the same statements bare',
  },
  layers: {
    script: 'loadtest/src/bench/layers.ts',
    figure: 'candidates a core',
    ...{ ours: 'ours.candidatesPerCore', peer: 'peer.candidatesPerCore', limit: 'limit.candidatesPerCore' },
    against: 'everything sent and forwarded',
  },
  wall: {
    script: 'e2e/src/wallBench/main.ts',
    figure: 'CPU for a Mbit of the wall, ms',
    ...{ ours: 'limit.cpuMsPerMbitInSight', peer: 'peer.cpuMsPerMbitInSight' },
    against: 'everything forwarded',
  },
  screen: {
    script: 'e2e/src/screenBench/main.ts',
    figure: 'readable scrolling text, kbit/s',
    ...{ ours: 'ours.kbps', peer: 'peer.kbps', limit: 'limit.kbps' },
    against: 'VP8',
  },
};
