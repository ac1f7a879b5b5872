import type { ErrorBody } from '@invigil/contract/errors';
import { type Ref, ref, type ShallowRef, shallowRef } from 'vue';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useWayBack } from './useWayBack.ts';

interface Action<A extends unknown[]> {
  busy: Ref<boolean>;
  error: ShallowRef<ErrorBody | undefined>;
  /** @returns whether it was done; a second press while the first is under way does nothing. */
  run: (...given: A) => Promise<boolean>;
}

/** What a button or a form does: busy meanwhile, and the error of the last try until the next. */
export function useAction<A extends unknown[]>(act: (...given: A) => Promise<unknown>): Action<A> {
  const busy = ref(false);
  const error = shallowRef<ErrorBody>();
  const wayBack = useWayBack();

  async function run(...given: A): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    error.value = undefined;
    try {
      await act(...given);
      return true;
    } catch (fault) {
      error.value = errorBodyOf(fault);
      await wayBack(error.value);
      return false;
    } finally {
      busy.value = false;
    }
  }

  return { busy, error, run };
}
