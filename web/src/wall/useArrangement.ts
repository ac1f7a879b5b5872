import { type RoomId, sittingId } from '@invigil/contract/ids';
import { computed, reactive, ref } from 'vue';
import { z } from 'zod';
import { type Arrangement, type Filter, type Sort, sorts } from './arrange.ts';
import { type Zoom, zooms } from './grid.ts';
import { useKept } from './useKept.ts';

/** How this proctor wants to see a room. Order, size and pins outlive the page; what hides somebody does not. */
export function useArrangement(roomId: RoomId, count: () => number) {
  const sort = useKept<Sort>('invigil.wall.sort', z.enum(sorts), 'attention');
  const chosenZoom = useKept<Zoom | 'fitting'>('invigil.wall.zoom', z.enum([...zooms, 'fitting']), 'fitting');
  const pinned = useKept(`invigil.wall.pinned.${roomId}`, z.array(sittingId).max(500), []);
  const filter = ref<Filter>('all');
  const mineOnly = ref(false);
  const search = ref('');
  const arrangement = reactive({ sort, filter, mineOnly, search, pinned }) as Arrangement;

  /** Until it is chosen, the size at which everybody is in sight. */
  const zoom = computed<Zoom>({
    get() {
      if (chosenZoom.value !== 'fitting') return chosenZoom.value;
      return count() <= 12 ? 'large' : count() <= 30 ? 'medium' : 'small';
    },
    set(chosen) {
      chosenZoom.value = chosen;
    },
  });

  /** One step larger or smaller; the ends hold. */
  function zoomBy(by: 1 | -1): void {
    zoom.value = zooms[zooms.indexOf(zoom.value) - by] ?? zoom.value;
  }

  function showEverybody(): void {
    filter.value = 'all';
    mineOnly.value = false;
    search.value = '';
  }

  function pin(id: Arrangement['pinned'][number]): void {
    const others = pinned.value.filter((one) => one !== id);
    pinned.value = others.length < pinned.value.length ? others : [...others, id];
  }

  return { arrangement, zoom, zoomBy, showEverybody, pin };
}
