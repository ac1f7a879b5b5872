import type { ErrorBody } from '@invigil/contract/errors';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { useRouter } from 'vue-router';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useMe } from '../stores/me.ts';

interface Loaded<T> {
  data: ShallowRef<T | undefined>;
  error: ShallowRef<ErrorBody | undefined>;
  reload: () => Promise<void>;
}

/** Loads what a page shows, at once. A session that ended leads to the sign-in page and back. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const data = shallowRef<T>();
  const error = shallowRef<ErrorBody>();
  const router = useRouter();
  const store = useMe();
  let left = false;
  onScopeDispose(() => {
    left = true;
  });

  async function reload(): Promise<void> {
    error.value = undefined;
    try {
      const loaded = await load();
      if (!left) data.value = loaded;
    } catch (fault) {
      if (left) return;
      error.value = errorBodyOf(fault);
      if (error.value.code !== 'unauthenticated') return;
      store.forget();
      await router.push({ name: 'signIn', query: { next: router.currentRoute.value.fullPath } });
    }
  }

  void reload();
  return { data, error, reload };
}
