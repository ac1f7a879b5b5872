/** Above this share of a core a worker takes no more sittings: late is worse than refused. */
export const fullAt = 0.75;

/**
 * Chooses where a sitting goes: the less loaded of two taken at random, which spreads nearly as well as the least
 * loaded of all and does not send a whole burst to one worker on the strength of one old number.
 * @param random from 0 up to, not including, 1.
 * @returns undefined when every worker is full.
 */
export function choosePlace<W extends { load: { share(): number } }>(
  workers: readonly W[],
  random: () => number,
  full: number = fullAt,
): W | undefined {
  const open = workers.filter((worker) => worker.load.share() < full);
  const one = open[Math.floor(random() * open.length)];
  if (one === undefined || open.length === 1) return one;
  const others = open.filter((worker) => worker !== one);
  const other = others[Math.floor(random() * others.length)];
  return other !== undefined && other.load.share() < one.load.share() ? other : one;
}
