import type { Say } from './startFailure.ts';

const momentMs = 1_000;

/** Does the work and tells what it is when it takes more than a moment. */
export async function patiently<R>(say: Say, doing: string, work: () => Promise<R>): Promise<R> {
  const timer = setTimeout(() => say(`${doing}...`), momentMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
