import { onScopeDispose, type Ref } from 'vue';

/** Asks before the tab is closed or reloaded while `wanted`: a reload ends every share. */
export function useLeaveWarning(wanted: Readonly<Ref<boolean>>): void {
  const warn = (event: BeforeUnloadEvent) => {
    if (wanted.value) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  onScopeDispose(() => window.removeEventListener('beforeunload', warn));
}
