import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { say } from '../bench/surroundings.ts';
import { benches } from './benches.ts';
import type { BenchRecord } from './benchRecord.ts';
import { gather, keptIn, readKept } from './gather.ts';
import { commitOf, machineOf } from './machine.ts';
import { readOptions } from './options.ts';
import { benchmarksPage, withBlock } from './pages.ts';
import { runBench } from './runBench.ts';
import { summaryOf } from './summary.ts';
import { type BenchRecords, tableOf } from './table.ts';

/**
 * Every bench, one after the other, then one table of what they compare: printed, and written into docs/benchmarks.md and
 * README.md with what earlier runs kept of the benches that did not run now. `--only media,join` runs some of them;
 * `--from folder` runs none and takes the lines that were saved there. Ends with 1 when one failed, and with 2 when one says
 * nothing.
 */
const root = path.resolve(import.meta.dirname, '../../..');
const { only, from, args } = readOptions(process.argv.slice(2));
// Handed over by the setup that found it.
const { MEDIASOUP_WORKER_BIN: worker } = z.object({ MEDIASOUP_WORKER_BIN: z.string().optional() }).parse(process.env);

async function measure(): Promise<BenchRecords> {
  const measured: BenchRecords = {};
  const [commit, machine] = [commitOf(root) ?? null, await machineOf(root, worker)];
  for (const bench of only) {
    say(`bench ${bench}`);
    const at = new Date().toISOString();
    const record: BenchRecord = {
      bench,
      at,
      commit,
      machine,
      ...(await runBench(benches[bench].script, { root, args })),
    };
    if ('failed' in record) say(`${bench} failed: ${record.failed}`);
    measured[bench] = record;
    await keep(record);
  }
  return measured;
}

async function takeOver(folder: string): Promise<BenchRecords> {
  const found = await gather(folder, say);
  const taken = only.flatMap((bench) => found[bench] ?? []);
  for (const record of taken) await keep(record);
  return Object.fromEntries(taken.map((record) => [record.bench, record])) as BenchRecords;
}

/** At once, so that a run that is ended in the middle loses nothing. */
async function keep(record: BenchRecord): Promise<void> {
  await mkdir(keptIn(root), { recursive: true });
  await writeFile(path.join(keptIn(root), `${record.bench}.jsonl`), `${JSON.stringify(record)}\n`);
}

const fresh = from === undefined ? await measure() : await takeOver(path.resolve(from));
const records = await readKept(root);
await writeFile(path.join(root, 'docs/benchmarks.md'), benchmarksPage(records));
const readme = path.join(root, 'README.md');
await writeFile(readme, withBlock(await readFile(readme, 'utf8'), records));
const { line, exitCode } = summaryOf(only, fresh);
process.stdout.write(`${tableOf(fresh, only)}\n${line}\n`);
process.exitCode = exitCode;
