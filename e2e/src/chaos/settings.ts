import { parseArgs } from 'node:util';

export interface ChaosSettings {
  /** Names of faults; empty takes all. */
  only: readonly string[];
  /** How long a store is gone. */
  seconds: number;
  candidates: number;
}

const mostSeconds = 120;
const mostCandidates = 40;

/** @throws {Error} for a number out of bounds: the command ends by itself in any case. */
export function readChaosSettings(args: readonly string[]): ChaosSettings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      seconds: { type: 'string', default: '60' },
      candidates: { type: 'string', default: '6' },
    },
  });
  return {
    only: values.only.split(',').filter((name) => name !== ''),
    seconds: bounded('seconds', values.seconds, mostSeconds),
    candidates: bounded('candidates', values.candidates, mostCandidates),
  };
}

function bounded(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Error(`--${name} is a number from 1 to ${most}`);
  return value;
}
