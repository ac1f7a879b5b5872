import type { ErrorBody } from '@invigil/contract/errors';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useWayBack } from './useWayBack.ts';

interface Loaded<T> {
  data: ShallowRef<T | undefined>;
  error: ShallowRef<ErrorBody | undefined>;
  reload: () => Promise<void>;
}

/**
 * Loads what a page shows, at once, and again by itself after the server was away. A session that ended leads to the
 * sign-in page and back.
 */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T>();
  const error = shallowRef<ErrorBody>();
  const wayBack = useWayBack();
  let left = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  onScopeDispose(() => {
    left = true;
    clearTimeout(retry);
  });

  async function reload(): Promise<void> {
    clearTimeout(retry);
    error.value = undefined;
    try {
      const loaded = await load();
      if (!left) data.value = loaded;
    } catch (fault) {
      if (left) return;
      error.value = errorBodyOf(fault);
      if (error.value.code === 'unavailable') {
        retry = setTimeout(() => void reload(), error.value.retryAfterSeconds * 1_000);
      }
      await wayBack(error.value);
    }
  }

  void reload();
  return { data, error, reload };
}
