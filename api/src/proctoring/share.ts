/** A sitting and the proctor who looks after it, if anybody does. */
export interface Shared<S extends string, P extends string> {
  sittingId: S;
  proctorId: P | null;
}

/**
 * Gives every sitting to one of the proctors who are present, as evenly as can be: nobody has more than one more than
 * another. Who has a sitting keeps it, unless that would be too many; then the last ones of theirs go to those who have
 * fewest. With nobody present nobody has any.
 */
export function share<S extends string, P extends string>(
  sittings: readonly Shared<S, P>[],
  present: readonly P[],
): Shared<S, P>[] {
  const proctors = [...new Set(present)];
  if (proctors.length === 0) return sittings.map(({ sittingId }) => ({ sittingId, proctorId: null }));

  const held = Map.groupBy(sittings, ({ proctorId }) => proctorId);
  const heldBy = (proctor: P) => held.get(proctor)?.length ?? 0;
  const least = Math.floor(sittings.length / proctors.length);
  const oneMore = sittings.length % proctors.length;
  // Who has most may have one more, so that as few as can be change hands.
  const places = new Map<P | null, number>(
    proctors
      .toSorted((a, b) => heldBy(b) - heldBy(a))
      .map((proctor, at) => [proctor, at < oneMore ? least + 1 : least]),
  );

  const kept = sittings.map(({ sittingId, proctorId }) => {
    const free = places.get(proctorId) ?? 0;
    if (free === 0) return { sittingId, proctorId: null };
    places.set(proctorId, free - 1);
    return { sittingId, proctorId };
  });
  const waiting = proctors.map((proctor) => ({ proctor, free: places.get(proctor) ?? 0 }));
  return kept.map((one) => (one.proctorId === null ? { ...one, proctorId: nextOf(waiting) } : one));
}

/** Takes one of the places of who has most left. */
function nextOf<P>(waiting: { proctor: P; free: number }[]): P | null {
  const next = waiting.reduce<(typeof waiting)[number] | undefined>(
    (most, one) => (one.free > (most?.free ?? 0) ? one : most),
    undefined,
  );
  if (!next) return null;
  next.free -= 1;
  return next.proctor;
}
