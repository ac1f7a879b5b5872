import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';

/** Who waits to be let in: who says that the document is being shown first, then who was asked for it first, then the others. */
export function waitingToEnter(sittings: readonly ProctoredSitting[]): ProctoredSitting[] {
  return sittings
    .filter(({ state, admittedAt }) => state === 'lobby' && admittedAt === null)
    .sort((a, b) => rank(a) - rank(b) || (askedAt(a) ?? 0) - (askedAt(b) ?? 0) || (a.sittingId < b.sittingId ? -1 : 1));
}

function rank(sitting: ProctoredSitting): number {
  const asked = sitting.views.find(({ view }) => view === 'identity');
  if (asked === undefined) return 2;
  return asked.answeredAt === null ? 1 : 0;
}

function askedAt({ views }: ProctoredSitting): number | undefined {
  return views.find(({ view }) => view === 'identity')?.at;
}
