import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { InjectionKey, Ref, ShallowRef } from 'vue';
import type { Watching } from '../live/watching.ts';

/** What the room's page gives to all that it shows, the view of one candidate among it. */
export interface WallParts {
  roomId: RoomId;
  /** undefined while this page has no live line. */
  watching: Readonly<ShallowRef<Watching | undefined>>;
  nameOf: (sittingId: SittingId) => string | undefined;
  /** Milliseconds of the server clock, ticking each second. */
  now: Readonly<Ref<number>>;
  /** What is to be read aloud; a modal dialog has to hold it itself, because behind it nothing is read. */
  announcement: Readonly<Ref<string>>;
  /** Where the shown candidate stands on the wall, from 1, and of how many; 0 when the filter hides it. */
  place: Readonly<Ref<{ index: number; count: number }>>;
  /** Whose microphone is heard now. The page plays it. */
  heard: Readonly<Ref<SittingId | undefined>>;
  /** Hear this candidate's microphone, or nobody's. One is heard at a time. */
  listen: (sittingId: SittingId | undefined) => void;
}

export const wallPartsKey: InjectionKey<WallParts> = Symbol('wall');
