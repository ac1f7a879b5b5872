import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { machineFacts, say } from '../bench/surroundings.ts';
import type { LoadReport } from '../report/loadReport.ts';
import { regressionsOf } from '../report/regressions.ts';
import { lastReport, writeReport } from '../report/reportFiles.ts';
import { bottleneckOf, figuresOf, othersPercent } from './bottleneck.ts';
import { readCommand } from './command.ts';
import type { K6Metrics } from './k6Process.ts';
import { runLoads } from './loadRun.ts';
import { loadNames, readProfiles } from './profiles.ts';
import { LoadTarget } from './target.ts';
import { verdictOf } from './verdict.ts';

/**
 * Loads an Invigil that it starts itself, on the loopback interface, with people made by k6 and candidates with real media
 * beside them. The last line on standard output is one JSON; exit code 0 when every threshold held, 1 when not, 2 when the
 * generator was what was measured.
 */
const reportsFolder = fileURLToPath(new URL('../../reports', import.meta.url));
const exitCodes = { passed: 0, notPassed: 1, notJudged: 2 } as const;
const command = readCommand(process.argv.slice(2), reportsFolder);
const k6 = process.env.INVIGIL_K6;
if (!k6) throw new Error('INVIGIL_K6 names no k6; `npm run loadtest` finds or builds one');

const machine = { ...machineFacts(), k6 };
const profiles = readProfiles();
const names = command.what === 'smoke' ? loadNames : [command.what];
say(`starting the target (${command.against})`);
const target = await LoadTarget.create(command.against);
const report = await (async (): Promise<LoadReport> => {
  try {
    const at = new Date().toISOString();
    const loads = names.map((name) => ({ name, load: profiles[name] }));
    const { people, metrics, media, observed, samples } = await runLoads(target, loads, {
      profileName: command.profile,
      k6,
    });
    const bottleneck = bottleneckOf(samples, observed);
    const { what, profile, against } = command;
    const measured = {
      ...{ at, what, profile, against, people, bottleneck, media, samples: [...samples], machine },
      ...verdictOf({ metrics, media, bottleneck, othersPercent: othersPercent(samples) }),
      metrics: Object.fromEntries(Object.entries(metrics).map(([name, own]) => [name, plainly(own)])),
      processes: figuresOf(samples, observed),
    };
    const before = lastReport(command.reports, command);
    const regressions = before ? regressionsOf(measured, before) : [];
    return { ...measured, comparedWith: before?.at ?? null, regressions };
  } finally {
    await target.close();
  }
})();
const folder = writeReport(command.reports, report);
tell(report);
const { samples: _samples, metrics: _metrics, machine: _machine, ...line } = report;
process.stdout.write(
  `${JSON.stringify({ loadtest: command.what, ...line, report: path.join(folder, 'report.html') })}\n`,
);
process.exit(!report.judged ? exitCodes.notJudged : report.passed ? exitCodes.passed : exitCodes.notPassed);

function plainly(metrics: K6Metrics): Record<string, Record<string, number>> {
  return Object.fromEntries(Object.entries(metrics).map(([name, { values }]) => [name, values]));
}

function tell({
  judgements,
  processes,
  bottleneck,
  media,
  regressions,
  comparedWith,
  judged,
  passed,
  reasons,
}: LoadReport): void {
  for (const { load, threshold, value, met } of judgements) {
    say(`${met ? ' ' : '!'} ${load}: ${threshold}${value === null ? '' : ` (${Number(value.toFixed(3))})`}`);
  }
  for (const { name, meanPercent, mostPercent, mostMainPercent } of processes) {
    say(
      `  ${name}: ${meanPercent.toFixed(0)} % of a core, at most ${mostPercent.toFixed(0)} % (main thread ${mostMainPercent.toFixed(0)} %)`,
    );
  }
  if (media) say(`  media: ${media.bots} bots, ${media.sentPackets} packets, ${media.lossPercent.toFixed(3)} % lost`);
  say(`bottleneck: ${bottleneck.why}`);
  for (const one of regressions) say(`worse than ${comparedWith}: ${one}`);
  say(
    judged
      ? `verdict: ${passed ? 'every threshold held' : 'some thresholds did not hold'}`
      : `not judged: ${reasons.join('; ')}`,
  );
}
