import type { Closable } from '@invigil/server-kit/cluster/cluster';

/**
 * Runs a task again and again, never two turns at once: a turn that is due while the last still runs is left out. A task
 * that fails goes to `onFault`, and its next turn comes all the same. A turn under way when it is closed is not waited for.
 */
export function repeating(
  everyMs: number,
  task: () => void | Promise<void>,
  onFault: (error: unknown) => void,
): Closable {
  let running = false;
  const run = async () => {
    running = true;
    try {
      await task();
    } catch (error) {
      onFault(error);
    } finally {
      running = false;
    }
  };
  const timer = setInterval(() => {
    if (!running) void run();
  }, everyMs);
  timer.unref();
  return {
    close: async () => clearInterval(timer),
  };
}
