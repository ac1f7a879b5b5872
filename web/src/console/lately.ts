import type { InterventionId } from '@invigil/contract/ids';
import { defineStore } from 'pinia';
import { ref, shallowRef } from 'vue';
import type { ActionName } from './actions.ts';

/** So long what was done can be undone by one press; the timeline undoes it later. */
export const undoShownMs = 10_000;

export interface Lately {
  action: ActionName | 'message';
  names: readonly string[];
  /** What can be undone of it. */
  interventionIds: readonly InterventionId[];
}

/** What this page did last, for a short while. */
export const useLately = defineStore('lately', () => {
  const last = shallowRef<Lately>();
  /** While it is pointed at or has the focus, it stays. */
  const held = ref(false);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(done: Lately): void {
    last.value = done;
    wait();
  }

  function wait(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (held.value) wait();
      else dismiss();
    }, undoShownMs);
  }

  function dismiss(): void {
    clearTimeout(timer);
    last.value = undefined;
    held.value = false;
  }

  return { last, held, tell, dismiss };
});
