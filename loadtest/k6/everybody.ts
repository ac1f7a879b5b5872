import { Counter } from 'k6/metrics';
import { plan } from './planned.ts';
import type { Presence } from './presence.ts';
import { until } from './timing.ts';

const failed = new Counter('people_failed');

/** Lets everybody of a group do what they do, at the same time. Who cannot go on is counted and told; the others go on. */
export async function everybody<P extends { dueMs: number }>(
  people: readonly P[],
  act: (person: P) => Promise<void>,
): Promise<void> {
  await Promise.all(
    people.map(async (person) => {
      await until(person.dueMs);
      try {
        await act(person);
      } catch (error) {
        failed.add(1);
        console.error(error instanceof Error ? error.message : String(error));
      }
    }),
  );
}

/** Stays until the run is over, whatever else fails before: k6 waits for every socket that is open. */
export async function staying(presence: Presence, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
    await until(plan.endMs);
  } finally {
    presence.leave();
  }
}
