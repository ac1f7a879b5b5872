import type { Tells } from '../incidents/incidentReporter.ts';

const tickMs = 1_000;
/** A busy machine may be late by seconds; a tab in the background is woken once a minute at the least. */
const lateMs = 15_000;
const lateHiddenMs = 90_000;

interface SleepEnvironment {
  wall: () => number;
  isHidden: () => boolean;
}

/** The machine slept: its clock went on while the page did not. Returns the function that ends this. */
export function watchSleep(
  tells: Pick<Tells, 'tell'>,
  { wall, isHidden }: SleepEnvironment = { wall: () => Date.now(), isHidden: () => document.hidden },
): () => void {
  let before = wall();
  let wasHidden = isHidden();
  const timer = setInterval(() => {
    const now = wall();
    const gap = now - before - tickMs;
    const hidden = isHidden() || wasHidden;
    if (gap > (hidden ? lateHiddenMs : lateMs)) {
      tells.tell({ kind: 'slept', facts: { seconds: Math.min(1_000_000, Math.round(gap / 1_000)) } });
    }
    before = now;
    wasHidden = isHidden();
  }, tickMs);
  return () => clearInterval(timer);
}
