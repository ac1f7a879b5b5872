import type { SittingId, StreamId } from '@invigil/contract/ids';
import type { Step } from '@invigil/contract/sources';
import type { WallSitting } from './stores/room.ts';

/** Which streams are in sight and at which step: tiles of the viewport, and the sitting in focus. */
export function wantedOf(
  wall: readonly WallSitting[],
  inView: ReadonlySet<SittingId>,
  focused: SittingId | undefined,
): Map<StreamId, Step> {
  const wanted = new Map<StreamId, Step>();
  for (const { sittingId, streams } of wall) {
    const step = sittingId === focused ? 'focus' : inView.has(sittingId) ? 'tile' : undefined;
    if (step === undefined) continue;
    for (const stream of [streams.webcam, streams.screen]) {
      if (stream !== undefined && stream.link !== 'off') wanted.set(stream.streamId, step);
    }
  }
  return wanted;
}
