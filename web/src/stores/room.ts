import type { ErrorBody } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import type { LiveStream, SittingLive } from '@invigil/contract/live';
import type { Room } from '@invigil/contract/routes/rooms';
import type { Source } from '@invigil/contract/sources';
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import type { LineState } from '../live/lineState.ts';

/** One candidate on the wall: who it is from the api, and what is true right now from signaling. */
export interface WallSitting {
  sittingId: SittingId;
  candidateName: string;
  /** `waiting` was never here; `unknown` before signaling has said; the others are as it says. */
  presence: SittingLive['presence'] | 'waiting' | 'unknown';
  streams: Partial<Record<Source, LiveStream>>;
  /** Sources of which something else than the entire screen was chosen, so that they have no stream. */
  blocked: readonly Source[];
  /** What the candidate's page sends by what its line bears. */
  ladder: LadderStep;
}

/** A proctor's room. It only applies snapshots and notes; the newest version of a sitting wins. */
export const useRoom = defineStore('room', () => {
  const room = ref<Room>();
  const line = ref<LineState>('connecting');
  const error = ref<ErrorBody>();
  const live = shallowReactive(new Map<SittingId, SittingLive>());
  /** Whether a welcome has come, so that who is not in it is known not to be here. */
  const isKnown = ref(false);
  /** Counts them: what happened between two was not told live. */
  const welcomes = ref(0);

  const byName = computed(() => {
    const names = new Intl.Collator(undefined, { numeric: true });
    return (room.value?.sittings ?? []).toSorted((a, b) => names.compare(a.candidateName, b.candidateName));
  });

  /** What was made of a live state, so that one sitting's news draws no other tile again. */
  const made = new Map<SittingId, { of: unknown; absent: string; sitting: WallSitting }>();

  /** Everybody of the room, by name. */
  const wall = computed<WallSitting[]>(() =>
    byName.value.map(({ sittingId, candidateName }) => {
      const of = live.get(sittingId);
      const absent = isKnown.value ? 'waiting' : 'unknown';
      const before = made.get(sittingId);
      if (before?.of === of && before?.absent === absent) return before.sitting;
      const sitting = wallSitting(sittingId, candidateName, of, absent);
      made.set(sittingId, { of, absent, sitting });
      return sitting;
    }),
  );

  function open(opened: Room): void {
    made.clear();
    room.value = opened;
  }

  function reset(): void {
    room.value = undefined;
    line.value = 'connecting';
    error.value = undefined;
    isKnown.value = false;
    live.clear();
    made.clear();
  }

  /** A welcome's snapshot is the whole truth of its moment. */
  function welcome(sittings: readonly SittingLive[]): void {
    isKnown.value = true;
    welcomes.value += 1;
    live.clear();
    for (const sitting of sittings) live.set(sitting.sittingId, sitting);
  }

  function apply(sitting: SittingLive): void {
    const known = live.get(sitting.sittingId);
    if (known === undefined || known.version < sitting.version) live.set(sitting.sittingId, sitting);
  }

  return { room, line, error, isKnown, welcomes, wall, open, reset, welcome, apply };
});

function wallSitting(
  sittingId: SittingId,
  candidateName: string,
  live: SittingLive | undefined,
  absent: 'waiting' | 'unknown',
): WallSitting {
  const streams: WallSitting['streams'] = {};
  for (const stream of live?.streams ?? []) streams[stream.source] = stream;
  const { presence = absent, blocked = [], ladder = 'full' } = live ?? {};
  return { sittingId, candidateName, presence, streams, blocked, ladder };
}
