import { onScopeDispose } from 'vue';

/** Does something again and again while somebody can see this tab; a hidden one asks nobody for anything. */
export function useWhileVisible(everyMs: number, act: () => void): void {
  const timer = setInterval(() => {
    if (!document.hidden) act();
  }, everyMs);
  onScopeDispose(() => clearInterval(timer));
}
