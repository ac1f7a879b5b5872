import { onScopeDispose, type Ref, readonly, ref } from 'vue';

/** Whether anybody can see this tab. */
export function useDocumentVisibility(): Readonly<Ref<boolean>> {
  const isVisible = ref(!document.hidden);
  const hear = () => {
    isVisible.value = !document.hidden;
  };
  document.addEventListener('visibilitychange', hear);
  onScopeDispose(() => document.removeEventListener('visibilitychange', hear));
  return readonly(isVisible);
}
