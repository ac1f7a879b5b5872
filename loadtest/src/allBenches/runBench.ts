import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { BenchResult } from '../bench/result.ts';
import { lastLineOf } from './benchLine.ts';

/** A bench ends with 0 when it is judged, and with this when it says why it is not. */
const notJudged = 2;

/**
 * Runs a script as a process of its own, whose progress goes where ours goes, to its end.
 * @returns the result it printed last, or why there is none.
 */
export async function runBench(
  script: string,
  { root, args = [] }: { root: string; args?: readonly string[] },
): Promise<{ result: BenchResult } | { failed: string }> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const end = () => child.kill('SIGTERM');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
  try {
    const [output, [code, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    if (code !== 0 && code !== notJudged) return { failed: `it ended with ${signal ?? code}` };
    return { result: lastLineOf(output) };
  } catch (error) {
    return { failed: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, end);
  }
}
