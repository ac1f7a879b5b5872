import { onScopeDispose, type Ref, readonly, ref } from 'vue';
import { useProctoring } from '../stores/proctoring.ts';

/** The server's time in milliseconds, ticking, as the console last heard it. */
export function useServerNow(everyMs = 1_000): Readonly<Ref<number>> {
  const proctoring = useProctoring();
  const now = ref(proctoring.now());
  const timer = setInterval(() => {
    now.value = proctoring.now();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return readonly(now);
}
