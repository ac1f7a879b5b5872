import type { ErrorBody } from '@invigil/contract/errors';
import { computed, type Ref, ref, shallowRef } from 'vue';
import { useWayBack } from '../composables/useWayBack.ts';
import { errorBodyOf } from '../i18n/errorText.ts';

/** One page of a list, as the api answers it. */
export interface ListPage<Row> {
  rows: readonly Row[];
  total?: number;
  nextCursor: string | null;
}

export type Paged<Row> = ReturnType<typeof usePaged<Row>>;

/**
 * A list that the server gives page by page. What is shown stays while the next page is on its way, and an answer that
 * was overtaken by a newer question is dropped.
 */
export function usePaged<Row>(load: (cursor: string | undefined) => Promise<ListPage<Row>>) {
  const rows = shallowRef<readonly Row[]>();
  const total = ref<number>();
  const busy = ref(false);
  const error = shallowRef<ErrorBody>();
  /** How each page up to the one shown is asked for. */
  const cursors: Ref<(string | undefined)[]> = ref([undefined]);
  const nextCursor = ref<string | null>(null);
  /** How many rows lie before the page that is shown. */
  const before: Ref<number[]> = ref([0]);
  const wayBack = useWayBack();
  let asked = 0;

  async function show(wanted: (string | undefined)[], wantedBefore: number[]): Promise<void> {
    asked += 1;
    const mine = asked;
    busy.value = true;
    error.value = undefined;
    try {
      const page = await load(wanted.at(-1));
      if (mine !== asked) return;
      rows.value = page.rows;
      total.value = page.total;
      nextCursor.value = page.nextCursor;
      cursors.value = wanted;
      before.value = wantedBefore;
    } catch (fault) {
      if (mine === asked) await fail(fault);
    } finally {
      if (mine === asked) busy.value = false;
    }
  }

  async function fail(fault: unknown): Promise<void> {
    error.value = errorBodyOf(fault);
    await wayBack(error.value);
  }

  const start = computed(() => before.value.at(-1) ?? 0);
  return {
    rows,
    total,
    busy,
    error,
    start,
    hasPrevious: computed(() => cursors.value.length > 1),
    hasNext: computed(() => nextCursor.value !== null),
    /** From the first page on: what is asked for has changed. */
    restart: () => show([undefined], [0]),
    /** The same page again: something in it has changed. */
    reload: () => show(cursors.value, before.value),
    next: async () => {
      if (nextCursor.value === null) return;
      const shown = start.value + (rows.value?.length ?? 0);
      await show([...cursors.value, nextCursor.value], [...before.value, shown]);
    },
    previous: async () => {
      if (cursors.value.length < 2) return;
      await show(cursors.value.slice(0, -1), before.value.slice(0, -1));
    },
  };
}
