import { setTimeout } from 'node:timers/promises';

/** Resolves with the first value that is neither undefined nor false. @throws {Error} when none comes in time. */
export async function waitFor<V>(
  what: string,
  look: () => V | undefined | false | Promise<V | undefined | false>,
  withinMs = 10_000,
): Promise<V> {
  const deadline = performance.now() + withinMs;
  while (performance.now() < deadline) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    await setTimeout(10);
  }
  throw new Error(`${what} did not happen within ${withinMs} ms`);
}
