/** Milliseconds of the machine's monotonic clock: the same for all processes, so moments of two can be compared. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
