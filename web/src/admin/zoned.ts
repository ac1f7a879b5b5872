/**
 * The wall clock of a zone at an instant, as an input of type `datetime-local` wants it, such as `2026-03-29T09:00`.
 * @param timeZone an IANA name.
 */
export function wallClockAt(instant: string, timeZone: string): string {
  return new Date(Date.parse(instant) + offsetMs(Date.parse(instant), timeZone)).toISOString().slice(0, 16);
}

/**
 * The instant at which a zone's clock shows a time. A time that a change of the clocks skips becomes the one as much
 * later; of a time that comes twice, the first is meant.
 * @returns undefined when the text is no time, or of a year that is still being typed.
 */
export function instantOf(wallClock: string, timeZone: string): string | undefined {
  if (!/^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d$/.test(wallClock)) return undefined;
  const asUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // The zone is a day at most from UTC, so one of the offsets around the time is the right one.
  const offsets = [offsetMs(asUtc - 86_400_000, timeZone), offsetMs(asUtc + 86_400_000, timeZone)];
  const candidates = offsets.map((offset) => asUtc - offset).sort((a, b) => a - b);
  const exact = candidates.find((at) => at + offsetMs(at, timeZone) === asUtc);
  const skipped = asUtc - Math.min(...offsets);
  return new Date(exact ?? skipped).toISOString();
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(at / 1_000) * 1_000;
}
