import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import { setTimeout } from 'k6/timers';

/** How much later than asked k6 goes on: a generator that is late measures itself. */
const late = new Trend('generator_late_ms', true);

/** Milliseconds since the scripts began. */
export function elapsedMs(): number {
  return Date.now() - exec.scenario.startTime;
}

export function pause(ms: number): Promise<void> {
  const dueAt = Date.now() + Math.max(0, ms);
  return new Promise((resolve) => {
    setTimeout(
      () => {
        late.add(Math.max(0, Date.now() - dueAt));
        resolve();
      },
      Math.max(0, ms),
    );
  });
}

/** Resolves at a moment of the plan. */
export function until(ms: number): Promise<void> {
  return pause(ms - elapsedMs());
}
