import type { SittingState } from '@invigil/contract/sittingStates';

/** Whether a candidate may enter now; the server decides again when they do. */
export type SittingAccess =
  | { kind: 'open' }
  | { kind: 'early'; opensInMs: number }
  | { kind: 'closed' }
  | { kind: 'over' };

const over: readonly SittingState[] = ['submitting', 'submitted', 'timedOut', 'terminated', 'noShow'];

interface Sitting {
  state: SittingState;
  /** Of one candidate, beyond the exam's closing. */
  extraMinutes: number;
  exam: { opensAt: string; closesAt: string };
}

/** When the exam closes for this candidate, in milliseconds. */
export function closingOf({ extraMinutes, exam }: Omit<Sitting, 'state'>): number {
  return Date.parse(exam.closesAt) + extraMinutes * 60_000;
}

/** @param now the server's time in milliseconds. */
export function accessTo(sitting: Sitting, now: number): SittingAccess {
  if (over.includes(sitting.state)) return { kind: 'over' };
  const opensInMs = Date.parse(sitting.exam.opensAt) - now;
  if (opensInMs > 0) return { kind: 'early', opensInMs };
  return now < closingOf(sitting) ? { kind: 'open' } : { kind: 'closed' };
}
