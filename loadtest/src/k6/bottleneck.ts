import type { Observed, Sample, Use } from './processorUse.ts';

/** A process that uses this share of what it can use at most is what everything waits for. */
const atLimitPercent = 90;
/** A machine that is this busy has nothing left for anybody. */
const machineFullPercent = 93;
/** So long a process must have been at its limit to have held anything up. */
const windowSamples = 3;

export interface ProcessFigures {
  name: string;
  side: Observed['side'];
  /** Over the whole run, and in its busiest three seconds; percent of one core. */
  meanPercent: number;
  mostPercent: number;
  mostMainPercent: number;
}

export interface Bottleneck {
  /** The process that was at its limit; of several, the one that used most. */
  process: string | null;
  /** A limit of the generator's, by which the target cannot be judged. */
  isGenerator: boolean;
  why: string;
}

/** What each process used: the mean, and the most over three seconds in a row. */
export function figuresOf(samples: readonly Sample[], observed: readonly Observed[]): ProcessFigures[] {
  return observed.map(({ name, side }) => {
    const series = (read: (use: Use) => number) =>
      samples.map(({ uses }) => {
        const use = uses[name];
        return use === undefined ? 0 : read(use);
      });
    const percents = series(({ percent }) => percent);
    return {
      name,
      side,
      meanPercent: mean(percents),
      mostPercent: most(percents),
      mostMainPercent: most(series(({ mainPercent }) => mainPercent)),
    };
  });
}

/** Which process held the run up, if any did. */
export function bottleneckOf(samples: readonly Sample[], observed: readonly Observed[]): Bottleneck {
  const figures = figuresOf(samples, observed).toSorted((a, b) => b.mostPercent - a.mostPercent);
  const machine = most(samples.map(({ machinePercent }) => machinePercent));
  if (machine >= machineFullPercent) return fullMachine(figures, { machine, others: othersPercent(samples) });
  const coresOf = new Map(observed.map(({ name, cores }) => [name, cores ?? Number.POSITIVE_INFINITY]));
  const atLimit = figures.find(
    ({ name, mostPercent, mostMainPercent }) =>
      mostMainPercent >= atLimitPercent || mostPercent >= atLimitPercent * (coresOf.get(name) ?? 1),
  );
  if (!atLimit) {
    const why = `nothing was at its limit; the machine was ${machine.toFixed(0)} % busy at most`;
    return { process: null, isGenerator: false, why };
  }
  const { name, side, mostPercent, mostMainPercent } = atLimit;
  const used = Math.max(mostPercent, mostMainPercent).toFixed(0);
  return {
    process: name,
    isGenerator: side === 'generator',
    why: `${name} used ${used} % of a core, which is all it can`,
  };
}

/** What programs that are no part of the test used in their busiest three seconds, in percent of one core. */
export function othersPercent(samples: readonly Sample[]): number {
  return most(
    samples.map(({ machinePercent, cores, uses }) => {
      const ours = Object.values(uses).reduce((sum, { percent }) => sum + percent, 0);
      return Math.max(0, machinePercent * cores - ours);
    }),
  );
}

/** On a full machine everybody waits for whoever uses most of it; when that is not the target's side, it is not judged. */
function fullMachine(
  figures: readonly ProcessFigures[],
  { machine, others }: { machine: number; others: number },
): Bottleneck {
  const sum = (side: Observed['side']) =>
    figures.reduce((total, one) => total + (one.side === side ? one.mostPercent : 0), 0);
  const isGenerator = sum('generator') > sum('target');
  const first = figures.find(({ side }) => side === (isGenerator ? 'generator' : 'target'));
  const { name = null, mostPercent = 0 } = first ?? {};
  const full = `all cores were ${machine.toFixed(0)} % busy`;
  if (others > sum('generator') + sum('target')) {
    return { process: null, isGenerator: false, why: `${full}, most of it with other programs` };
  }
  return { process: name, isGenerator, why: `${full}, and ${name} used most: ${mostPercent.toFixed(0)} % of a core` };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function most(values: readonly number[]): number {
  if (values.length <= windowSamples) return mean(values);
  return Math.max(...values.slice(windowSamples - 1).map((_, end) => mean(values.slice(end, end + windowSamples))));
}
