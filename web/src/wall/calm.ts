import type { SittingId } from '@invigil/contract/ids';

/** The wall puts itself in order again at most so often, and so long after a key was pressed on it. */
export const reorderEveryMs = 10_000;
export const keyRestMs = 5_000;

/** When the hands were last on the wall. Times are milliseconds of any one clock. */
export interface Hands {
  pointerIsOver: boolean;
  keyAt: number;
}

/** Whether tiles may change place by themselves now: never under the pointer, nor under the keys. */
export function mayReorder(hands: Hands, orderedAt: number, now: number): boolean {
  return !hands.pointerIsOver && now - hands.keyAt >= keyRestMs && now - orderedAt >= reorderEveryMs;
}

/** The order that is shown without whoever left the room; who came since stands at the end. */
export function held(
  shown: readonly SittingId[],
  wanted: readonly SittingId[],
  room: ReadonlySet<SittingId>,
): SittingId[] {
  const kept = new Set(shown.filter((id) => room.has(id)));
  return [...kept, ...wanted.filter((id) => !kept.has(id))];
}
