import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BenchName } from './benches.ts';
import { lastLineOf } from './benchLine.ts';
import { type BenchRecord, benchRecord } from './benchRecord.ts';

const kinds = /\.(json|jsonl|log|txt)$/;
/** What of a result's conditions is about the machine, and not about how it was measured. */
const machineNames = ['processor', 'cores', 'kernel', 'node', 'mediasoup', 'libsrtp', 'openssl', 'janus', 'browser'];

/**
 * Reads what runs of single benches left in a folder: records of this command, or whatever ends with the line that a bench
 * prints last. Of several of one bench the newest counts. What is neither is skipped and said.
 */
export async function gather(
  folder: string,
  say: (line: string) => void,
): Promise<Partial<Record<BenchName, BenchRecord>>> {
  const found: Partial<Record<BenchName, BenchRecord>> = {};
  for (const name of (await readdir(folder)).filter((one) => kinds.test(one)).toSorted()) {
    const file = path.join(folder, name);
    try {
      const record = recordOf(await readFile(file, 'utf8'), (await stat(file)).mtime);
      const other = found[record.bench];
      if (other === undefined || Date.parse(other.at) <= Date.parse(record.at)) found[record.bench] = record;
    } catch (error) {
      say(`${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}

/** Where what each bench measured last is kept, in a checkout. */
export const keptIn = (root: string): string => path.join(root, 'docs/benchmarks');

/** Everything that is kept in a checkout. @throws {Error} when a file there cannot be read. */
export async function readKept(root: string): Promise<Partial<Record<BenchName, BenchRecord>>> {
  if (!existsSync(keptIn(root))) return {};
  return await gather(keptIn(root), (line) => {
    throw new Error(line);
  });
}

/** @throws {Error} when the text is no record and does not end with a result. */
export function recordOf(text: string, savedAt: Date): BenchRecord {
  const record = benchRecord.safeParse(parsed(text));
  if (record.success) return record.data;
  const result = lastLineOf(text);
  const machine = Object.fromEntries(
    machineNames.flatMap((name) => {
      const value = result.conditions[name];
      return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
    }),
  );
  return { bench: result.bench, at: savedAt.toISOString(), commit: null, machine, result };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A log of which only the last line is JSON is read as that.
    return undefined;
  }
}
