/** Sizes tried one after the other, until one takes long enough to be told from its own round trip. */
const sizes = [64 * 1024, 512 * 1024, 2 * 1024 * 1024];
const enoughMs = 600;

interface Parts {
  /** Downloads so many bytes; resolves to how many came. */
  fetchBytes: (bytes: number) => Promise<number>;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  /** Ends the measurement with what it has. */
  signal: AbortSignal;
}

/** Kilobits a second of the largest download that was needed; undefined when none came in time. Throws what it throws. */
export async function downloadSpeed({ fetchBytes, now, signal }: Parts): Promise<number | undefined> {
  let kbps: number | undefined;
  for (const size of sizes) {
    if (signal.aborted) return kbps;
    const beganAt = now();
    try {
      const bytes = await fetchBytes(size);
      const ms = Math.max(1, now() - beganAt);
      kbps = Math.round((bytes * 8) / ms);
      if (ms >= enoughMs) return kbps;
    } catch (fault) {
      if (signal.aborted) return kbps;
      throw fault;
    }
  }
  return kbps;
}
