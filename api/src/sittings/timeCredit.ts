/** What an exam gives back for faults, and what of it is spent. */
export interface CreditPolicy {
  /** The most that all faults of one sitting give back together; 0 gives nothing. */
  faultCreditMinutes: number;
  /** Given back before. */
  creditedSeconds: number;
}

/**
 * How many seconds a fault of so long gives back: all of it, rounded up in the candidate's favour, as long as the exam has
 * something left to give.
 */
export function timeCredit(faultMs: number, { faultCreditMinutes, creditedSeconds }: CreditPolicy): number {
  const left = Math.max(0, faultCreditMinutes * 60 - creditedSeconds);
  return Math.min(Math.ceil(Math.max(0, faultMs) / 1_000), left);
}
