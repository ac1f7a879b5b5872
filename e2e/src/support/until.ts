import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `reason` returns undefined, asking every 100 ms. While something is missing, `reason` says what: the
 * last such sentence is the failure's message, so that a time-out explains itself.
 */
export async function until(
  reason: () => Promise<string | undefined> | string | undefined,
  ms = 15_000,
): Promise<void> {
  const deadline = Date.now() + ms;
  for (;;) {
    const missing = await reason();
    if (missing === undefined) return;
    if (Date.now() > deadline) throw new Error(`after ${ms} ms still: ${missing}`);
    await pause(100);
  }
}
