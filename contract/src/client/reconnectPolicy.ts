/** How long a page waits before it tries again; times in milliseconds. */
export interface ReconnectPolicy {
  /** The first try after a live link comes within this, so that a whole room does not come back in the same instant. */
  spreadMs: number;
  firstMs: number;
  longestMs: number;
}

export const reconnectPolicy: ReconnectPolicy = { spreadMs: 250, firstMs: 500, longestMs: 10_000 };

/**
 * The wait before the next try: doubled with every failure in a row, and between half and all of that by chance.
 * @param failures tries that failed in a row; 0 right after a live link broke.
 * @param random from 0 to 1.
 */
export function reconnectDelayMs(failures: number, random: number, policy = reconnectPolicy): number {
  if (failures === 0) return random * policy.spreadMs;
  const ceiling = Math.min(policy.longestMs, policy.firstMs * 2 ** (failures - 1));
  return ceiling * (0.5 + random / 2);
}
