import type { SittingState } from '@invigil/contract/routes/sittings';

/** Whether a candidate may enter now; the server decides again when they do. */
export type SittingAccess =
  | { kind: 'open' }
  | { kind: 'early'; opensInMs: number }
  | { kind: 'closed' }
  | { kind: 'over' };

const over: readonly SittingState[] = ['submitting', 'submitted', 'timedOut', 'terminated', 'noShow'];

interface Sitting {
  state: SittingState;
  exam: { opensAt: string; closesAt: string };
}

/** @param now the server's time in milliseconds. */
export function accessTo({ state, exam }: Sitting, now: number): SittingAccess {
  if (over.includes(state)) return { kind: 'over' };
  const opensInMs = Date.parse(exam.opensAt) - now;
  if (opensInMs > 0) return { kind: 'early', opensInMs };
  return now < Date.parse(exam.closesAt) ? { kind: 'open' } : { kind: 'closed' };
}
