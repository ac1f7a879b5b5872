import type { RoomId, SittingId } from '@invigil/contract/ids';
import { computed, type Ref, reactive, ref } from 'vue';
import { useRoom } from '../stores/room.ts';
import { arrange } from './arrange.ts';
import { useArrangement } from './useArrangement.ts';
import { useCandidates } from './useCandidates.ts';
import { useOrder } from './useOrder.ts';

/** Who stands on the wall of a room and where, who is in sight, and who is shown full size. */
export function useWall(roomId: RoomId, now: Readonly<Ref<number>>) {
  const room = useRoom();
  const { candidates, rules } = useCandidates(now);
  const view = useArrangement(roomId, () => room.wall.length);
  const byId = computed(() => new Map(candidates.value.map((candidate) => [candidate.sittingId, candidate])));
  const everybody = computed(() => new Set(room.room?.sittings.map(({ sittingId }) => sittingId)));
  const { shown, hands, apply } = useOrder({
    wanted: () => arrange(candidates.value, view.arrangement),
    // The first order that means something is the one that is known from the api.
    chosen: () => ({ ...view.arrangement, isKnown: Number.isFinite(rules.value.lookMs) }),
    everybody: () => everybody.value,
  });
  const toLookAt = computed(() => candidates.value.filter(({ attention }) => attention.need !== undefined).length);

  const tiles = reactive(new Set<SittingId>());
  function see(sittingId: SittingId, isVisible: boolean): void {
    if (isVisible) tiles.add(sittingId);
    else tiles.delete(sittingId);
  }

  const focused = ref<SittingId>();
  const focusedSitting = computed(() => focused.value && byId.value.get(focused.value)?.sitting);
  const place = computed(() => ({
    index: focused.value === undefined ? 0 : shown.value.indexOf(focused.value) + 1,
    count: shown.value.length,
  }));

  /** The wall is a ring: after the last candidate comes the first. */
  function step(by: number): void {
    const { index, count } = place.value;
    if (count > 0) focused.value = shown.value[(Math.max(0, index - 1) + by + count) % count];
  }

  return {
    candidates,
    rules,
    byId,
    shown,
    hands,
    apply,
    toLookAt,
    tiles,
    see,
    focused,
    focusedSitting,
    place,
    step,
    ...view,
  };
}
