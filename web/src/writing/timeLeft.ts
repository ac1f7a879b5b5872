/** Minutes before the end that are told. */
export const toldMinutes = [30, 10, 5, 1] as const;

/** Milliseconds until the deadline, never below zero. Both are of the server's clock. */
export function timeLeft(deadline: string, now: number): number {
  return Math.max(0, Date.parse(deadline) - now);
}

/** Hours, minutes and seconds as a clock shows them; a begun second counts, so that zero is shown at the end only. */
export function clockOf(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/**
 * The minutes to tell when the time left went from `before` to `after`: the smallest mark that was passed. A page that was
 * asleep tells one, not all that it missed; time that was given back tells nothing.
 */
export function minutesToTell(before: number, after: number): number | undefined {
  const passed = toldMinutes.filter((minutes) => before > minutes * 60_000 && after <= minutes * 60_000 && after > 0);
  return passed.at(-1);
}
