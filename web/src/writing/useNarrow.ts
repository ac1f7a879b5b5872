import { onScopeDispose, type Ref, readonly, ref } from 'vue';

/** Whether the window is too narrow for two things side by side. */
export function useNarrow(pixels = 1_024): Readonly<Ref<boolean>> {
  const query = window.matchMedia(`(width < ${pixels}px)`);
  const isNarrow = ref(query.matches);
  const hear = () => {
    isNarrow.value = query.matches;
  };
  query.addEventListener('change', hear);
  onScopeDispose(() => query.removeEventListener('change', hear));
  return readonly(isNarrow);
}
