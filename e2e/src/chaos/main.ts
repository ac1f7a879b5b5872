import { setTimeout as pause } from 'node:timers/promises';
import { ChaosStage } from './chaosStage.ts';
import { type Fault, faults } from './faults.ts';
import { headLine, judged, lineOf, type Outcome } from './outcome.ts';
import { readChaosSettings } from './settings.ts';

/**
 * Hurts a cluster of processes in every way that happens to one, while candidates publish and write and a proctor watches,
 * and tells how long media and writing were gone and that nothing was lost. The last line is JSON; the exit code is 1 when
 * a sitting or an acknowledged save was lost, or a goal was missed.
 */
const calmMs = 3_000;
const writesAgainWithinMs = 30_000;
const settledMs = 8_000;
const silentMs = 3_000;

const settings = readChaosSettings(process.argv.slice(2));
const say = (line: string) => process.stdout.write(`${line}\n`);
const wanted = faults.filter(
  ({ name }) => settings.only.length === 0 || settings.only.some((part) => name.includes(part)),
);
if (wanted.length === 0)
  throw new Error(`there is no such fault; there are: ${faults.map(({ name }) => name).join(', ')}`);

async function suffer(stage: ChaosStage, fault: Fault): Promise<Outcome> {
  const skipped = fault.skip?.(stage);
  if (skipped !== undefined) return { fault: fault.name, skipped, faults: [] };
  const { wall, writers, fleet } = stage;
  await pause(calmMs);
  const failuresBefore = fleet.failures.length;
  const wrongBefore = writers.wrong.length;
  const startedAt = performance.now();
  wall.measure();
  await fault.strike(stage, settings.seconds);
  const writingAgainMs = await writers.allSaved(performance.now(), writesAgainWithinMs);
  await pause(settledMs);
  return judged(fault, {
    gaps: wall.gaps(),
    lost: wall.silent(silentMs),
    failures: fleet.failures.slice(failuresBefore),
    writingGaps: writers.gapsSince(startedAt),
    writingAgainMs,
    wrong: writers.wrong.slice(wrongBefore),
  });
}

const outcomes: Outcome[] = [];
const withDisk = wanted.some(({ name }) => name === 'disk full');
const stage = await ChaosStage.open({ candidates: settings.candidates, withDisk });
// Whoever interrupts it leaves no process behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stage.close().finally(() => process.exit(1)));
}
let acknowledged = 0;
let acknowledgedLost = 0;
try {
  say(headLine);
  for (const fault of wanted) {
    const outcome = await suffer(stage, fault);
    outcomes.push(outcome);
    say(lineOf(outcome));
  }
} finally {
  acknowledged = stage.writers.acknowledged;
  acknowledgedLost = await stage.close();
}
const sittingsLost = outcomes.reduce((sum, outcome) => sum + (outcome.sittingsLost ?? 0), 0);
const passed = acknowledgedLost === 0 && outcomes.every((outcome) => outcome.faults.length === 0);
say(JSON.stringify({ command: 'chaos', passed, settings, sittingsLost, acknowledged, acknowledgedLost, outcomes }));
process.exit(passed ? 0 : 1);
