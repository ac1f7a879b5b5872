import { parseArgs } from 'node:util';
import { z } from 'zod';
import { type BenchName, benchName, benchNames } from './benches.ts';

export interface Options {
  only: readonly BenchName[];
  /** Nothing is run: the figures are read from there. */
  from: string | undefined;
  /** What is handed to each bench that runs, such as `--rounds 1`. */
  args: string[];
}

/**
 * Reads `--only media,join --from folder`; what follows a further `--` is for the benches themselves.
 * @throws {Error} for anything else.
 */
export function readOptions(given: readonly string[]): Options {
  const cut = given.indexOf('--');
  const { values } = parseArgs({
    args: given.slice(0, cut < 0 ? given.length : cut),
    options: { only: { type: 'string' }, from: { type: 'string' } },
  });
  const asked = z.array(benchName).safeParse(values.only?.split(',') ?? [...benchNames]);
  if (!asked.success) throw new Error(`--only names some of ${benchNames.join(', ')}, with commas between them`);
  const only = benchNames.filter((name) => asked.data.includes(name));
  return { only, from: values.from, args: cut < 0 ? [] : given.slice(cut + 1) };
}
