import { z } from 'zod';
import type { BenchResult } from '../bench/result.ts';
import { benchName } from './benches.ts';

const figures = z.record(z.string(), z.unknown());

/** The line that a bench prints last, as `resultLine` writes it. */
export const benchLine = z.object({
  bench: benchName,
  judged: z.boolean(),
  reasons: z.array(z.string()).optional(),
  ours: figures.nullable(),
  peer: figures.nullable(),
  limit: figures.nullable(),
  ratio: z.number().nullable(),
  goals: z.array(z.object({ goal: z.string(), value: z.number().nullable(), met: z.boolean().nullable() })),
  conditions: figures,
}) satisfies z.ZodType<BenchResult>;

/** @throws {Error} when the last line that a bench printed is no result. */
export function lastLineOf(output: string): BenchResult {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(line === '' ? 'it printed nothing' : 'its last line is not JSON', { cause });
  }
  const { data, error } = benchLine.safeParse(value);
  if (data === undefined) throw new Error(`its last line is no result: ${z.prettifyError(error)}`);
  return data;
}
