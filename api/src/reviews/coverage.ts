interface Look {
  beganAt: Date;
  endedAt: Date;
}

export interface Coverage {
  looks: number;
  /** Of all looks together. */
  seconds: number;
  lastAt: string | null;
  /** The longest time in which nobody looked, within the writing; null when it never began. */
  longestGapSeconds: number | null;
}

/** How well a candidate was watched full size: `looks` in any order, over the time of the writing. */
export function coverageOf(looks: readonly Look[], writing: { from: Date; until: Date } | null): Coverage {
  const sumMs = looks.reduce((sum, { beganAt, endedAt }) => sum + endedAt.getTime() - beganAt.getTime(), 0);
  const lastMs = Math.max(...looks.map(({ endedAt }) => endedAt.getTime()));
  return {
    looks: looks.length,
    seconds: Math.round(sumMs / 1000),
    lastAt: looks.length === 0 ? null : new Date(lastMs).toISOString(),
    longestGapSeconds: writing && Math.round(longestGapMs(looks, writing) / 1000),
  };
}

function longestGapMs(looks: readonly Look[], { from, until }: { from: Date; until: Date }): number {
  let seenUntil = from.getTime();
  let longest = 0;
  for (const { beganAt, endedAt } of looks.toSorted((a, b) => a.beganAt.getTime() - b.beganAt.getTime())) {
    const began = Math.min(beganAt.getTime(), until.getTime());
    longest = Math.max(longest, began - seenUntil);
    seenUntil = Math.max(seenUntil, endedAt.getTime());
  }
  return Math.max(longest, until.getTime() - seenUntil, 0);
}
