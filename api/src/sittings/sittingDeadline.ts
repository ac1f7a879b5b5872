/** What decides when a started sitting is over. */
export interface SittingTimes {
  startedAt: Date;
  durationMinutes: number;
  /** Of the exam, for everybody. */
  closesAt: Date;
  /** Beyond duration and closing, for this candidate alone. */
  extraMinutes: number;
  /** Given back for faults. */
  creditedSeconds: number;
}

/** When a started sitting is over: after its duration or at the exam's closing, whichever comes first, and what is added. */
export function sittingDeadline(times: SittingTimes): Date {
  const { startedAt, durationMinutes, closesAt, extraMinutes, creditedSeconds } = times;
  const ordinary = Math.min(startedAt.getTime() + durationMinutes * 60_000, closesAt.getTime());
  return new Date(ordinary + extraMinutes * 60_000 + creditedSeconds * 1_000);
}
