import type { SittingId } from '@invigil/contract/ids';
import type { AttentionRules } from './attention.ts';
import { isOver, isWriting, type WallCandidate } from './wallCandidate.ts';

/** What turns by itself: the pages of the wall, or looks at one candidate after the other. */
export const rotations = ['pages', 'looks'] as const;
export type Rotation = (typeof rotations)[number];

export const rotateEveryMs: Record<Rotation, number> = { pages: 15_000, looks: 12_000 };

/**
 * Whom to look at next, so that the coverage has no gap: mine before others, who was never looked at before who was longest ago.
 * Nobody at whom a colleague looks just now, nobody who is not there, and not the same one twice in a row.
 */
export function nextLook(
  candidates: readonly WallCandidate[],
  last: SittingId | undefined,
  { opensAt }: Pick<AttentionRules, 'opensAt'>,
): SittingId | undefined {
  const able = candidates.filter(
    ({ sitting, told }) => sitting.presence === 'here' && !isOver(told) && (told === undefined || isWriting(told)),
  );
  const free = able.filter(({ isAttended, sittingId }) => !isAttended && sittingId !== last);
  const looked = ({ told }: WallCandidate) => told?.looked?.at ?? opensAt;
  return free.toSorted((a, b) => Number(b.isMine) - Number(a.isMine) || looked(a) - looked(b))[0]?.sittingId;
}
