import type { PersonId } from '@invigil/contract/ids';
import { computed, ref, shallowRef } from 'vue';

/** Who is chosen in a list that is shown page by page: some by hand, on any pages, or all that the filter finds. */
export function useChosenPeople() {
  const ids = shallowRef<ReadonlySet<PersonId>>(new Set());
  const all = ref(false);

  function choose(given: readonly PersonId[], on: boolean): void {
    const next = new Set(ids.value);
    for (const id of given) {
      if (on) next.add(id);
      else next.delete(id);
    }
    ids.value = next;
  }

  return {
    ids,
    /** Everybody that the filter finds, whoever that is when it is acted on. */
    all,
    choose,
    chooseAll: () => {
      all.value = true;
      ids.value = new Set();
    },
    clear: () => {
      all.value = false;
      ids.value = new Set();
    },
    isChosen: (id: PersonId) => all.value || ids.value.has(id),
    /** @param found how many the filter finds. */
    count: (found: number) => (all.value ? found : ids.value.size),
    any: computed(() => all.value || ids.value.size > 0),
  };
}
export type ChosenPeople = ReturnType<typeof useChosenPeople>;
