import type { LoadResult } from '../api/load.ts';
import { machineCpuMs, treeCpuMs } from '../machine/counters.ts';
import type { Measured } from './apiResult.ts';
import { generatorFaults } from './judge.ts';
import { quantile } from './statistics.ts';
import { say } from './surroundings.ts';

/**
 * What a load costs the process `pid` and all that it started, and whether the machine let it be measured.
 * @throws {Error} when anything was refused: then something else was measured.
 */
export async function measured(pid: number, name: string, run: () => Promise<LoadResult>): Promise<Measured> {
  const read = () => {
    const serverMs = treeCpuMs(pid);
    const { user, system } = process.cpuUsage();
    return { serverMs, othersMs: machineCpuMs() - serverMs - (user + system) / 1_000 };
  };
  const before = read();
  const result: LoadResult = await run();
  const after = read();
  if (result.refused > 0) throw new Error(`${result.refused} refused, the first: ${result.firstRefusal}`);
  const { latenciesMs, seconds, cpuPercent, lagP99Ms } = result;
  const answered = latenciesMs.length;
  const serverMs = after.serverMs - before.serverMs;
  const measurement: Measured = {
    answered,
    perSecond: answered / seconds,
    p50Ms: quantile(latenciesMs, 0.5),
    p95Ms: quantile(latenciesMs, 0.95),
    cpuMsEach: serverMs / answered,
    serverCpuPercent: serverMs / seconds / 10,
    generatorCpuPercent: cpuPercent,
    generatorLagP99Ms: lagP99Ms,
    faults: generatorFaults({
      cpuPercent,
      lagP99Ms,
      othersPercent: (after.othersMs - before.othersMs) / seconds / 10,
    }),
  };
  say(
    `  ${name}: ${measurement.perSecond.toFixed(1)}/s, p50 ${measurement.p50Ms.toFixed(1)} ms, p95 ${measurement.p95Ms.toFixed(1)} ms, ` +
      `${measurement.cpuMsEach.toFixed(2)} ms CPU each, server ${measurement.serverCpuPercent.toFixed(0)} %, ` +
      `generator ${cpuPercent.toFixed(0)} %${measurement.faults.length > 0 ? `; ${measurement.faults.join('; ')}` : ''}`,
  );
  return measurement;
}
