import type { SittingId, StreamId } from '@invigil/contract/ids';
import type { Step } from '@invigil/contract/sources';
import type { WallSitting } from '../stores/room.ts';

interface InSight {
  /** Whose tiles are in the viewport. */
  tiles: ReadonlySet<SittingId>;
  /** Who is shown full size. */
  focused: SittingId | undefined;
  /** Whose microphone is heard. */
  heard: SittingId | undefined;
}

/** Which streams are in sight or heard, and at which step. */
export function wantedOf(wall: readonly WallSitting[], { tiles, focused, heard }: InSight): Map<StreamId, Step> {
  const wanted = new Map<StreamId, Step>();
  for (const { sittingId, streams } of wall) {
    if (sittingId === heard && streams.microphone !== undefined && streams.microphone.link !== 'off') {
      wanted.set(streams.microphone.streamId, 'focus');
    }
    const step = sittingId === focused ? 'focus' : tiles.has(sittingId) ? 'tile' : undefined;
    if (step === undefined) continue;
    for (const stream of [streams.webcam, streams.screen]) {
      if (stream !== undefined && stream.link !== 'off') wanted.set(stream.streamId, step);
    }
  }
  return wanted;
}
