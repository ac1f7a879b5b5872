import type { Stage } from './profiles.ts';

/** When each one comes, in milliseconds from the beginning: evenly within each stage. */
export function dueTimes(stages: readonly Stage[]): number[] {
  const times: number[] = [];
  let from = 0;
  for (const { seconds, perSecond } of stages) {
    const count = Math.round(seconds * perSecond);
    for (let i = 0; i < count; i += 1) times.push(Math.round(from + (i * seconds * 1_000) / count));
    from += seconds * 1_000;
  }
  return times;
}

/** So many moments a second from one moment to another, in order. */
export function momentsBetween(fromMs: number, toMs: number, perSecond: number): number[] {
  const count = Math.max(0, Math.floor(((toMs - fromMs) * perSecond) / 1_000));
  return Array.from({ length: count }, (_, i) => Math.round(fromMs + (i * 1_000) / perSecond));
}

/** Deals things out like cards, so that each share has one of every part of the whole. */
export function dealtOut<T>(things: readonly T[], shares: number): T[][] {
  return Array.from({ length: shares }, (_, share) => things.filter((__, index) => index % shares === share));
}
