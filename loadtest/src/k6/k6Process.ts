import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { undoAtExit } from '../machine/leftovers.ts';
import { type Started, startHere } from '../machine/processes.ts';
import type { LoadPlan } from './loadPlan.ts';

/** What k6 tells of one metric, as far as it is read here. */
const k6Metric = z.object({
  type: z.string(),
  values: z.record(z.string(), z.number()),
  thresholds: z.record(z.string(), z.object({ ok: z.boolean() })).optional(),
});
export type K6Metric = z.infer<typeof k6Metric>;
const k6Summary = z.object({ metrics: z.record(z.string(), k6Metric) });
export type K6Metrics = z.infer<typeof k6Summary>['metrics'];

/** Of the machine's cores, so many are k6's at most: on two, 4,000 sockets that come back at once are more than it can do. */
export const generatorCores = Math.max(1, Math.floor(availableParallelism() / 2));
/** Collects its garbage a fourth as often as usual: memory is there, and a collection makes every socket wait. */
const garbagePercent = 400;

/** One run of k6 with one plan. It asks nothing but the target and tells nobody of it. */
export class K6Process {
  readonly pid: number;
  readonly #started: Started;
  readonly #folder: string;

  private constructor(started: Started, folder: string) {
    this.pid = started.pid;
    this.#started = started;
    this.#folder = folder;
  }

  /** @param script the name of a file in `loadtest/k6`. */
  static async start(binary: string, script: string, plan: LoadPlan): Promise<K6Process> {
    const folder = mkdtempSync(path.join(tmpdir(), 'invigil-k6-'));
    undoAtExit(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(path.join(folder, 'plan.json'), JSON.stringify(plan));
    const file = fileURLToPath(new URL(`../../k6/${script}`, import.meta.url));
    const started = await startHere([binary, 'run', '--quiet', '--no-color', '--address', '', file], {
      env: {
        LOAD_PLAN: path.join(folder, 'plan.json'),
        LOAD_SUMMARY: path.join(folder, 'summary.json'),
        K6_NO_USAGE_REPORT: 'true',
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
        GOMAXPROCS: String(generatorCores),
        GOGC: String(garbagePercent),
      },
    });
    return new K6Process(started, folder);
  }

  /** What it measured, once it has ended. @throws {Error} when it ended without a summary. */
  async finished(): Promise<K6Metrics> {
    await this.#started.exited;
    try {
      return k6Summary.parse(JSON.parse(readFileSync(path.join(this.#folder, 'summary.json'), 'utf8'))).metrics;
    } catch (cause) {
      throw new Error('k6 ended without telling what it measured', { cause });
    } finally {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.#started.stop();
  }
}
