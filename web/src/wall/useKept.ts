import { type Ref, ref, watch } from 'vue';
import type { z } from 'zod';

/** A choice that this browser keeps under a name, as long as it still is one. */
export function useKept<T>(name: string, schema: z.ZodType<T>, initial: T): Ref<T> {
  const kept = ref(read(name, schema) ?? initial) as Ref<T>;
  watch(
    kept,
    (now) => {
      try {
        localStorage.setItem(name, JSON.stringify(now));
      } catch (fault) {
        console.warn('this browser keeps no choices', fault);
      }
    },
    { deep: true },
  );
  return kept;
}

/** A browser that keeps nothing for this site throws; what an older version of the app kept may have another shape. */
function read<T>(name: string, schema: z.ZodType<T>): T | undefined {
  try {
    const kept = schema.safeParse(JSON.parse(localStorage.getItem(name) ?? 'null'));
    return kept.success ? kept.data : undefined;
  } catch {
    return undefined;
  }
}
