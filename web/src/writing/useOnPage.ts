import { onScopeDispose } from 'vue';

/** Hears events of the whole page as long as a component lives. */
export function useOnPage(heard: { [E in keyof DocumentEventMap]?: (event: DocumentEventMap[E]) => void }): void {
  const left = new AbortController();
  for (const [name, hear] of Object.entries(heard)) {
    document.addEventListener(name, hear as EventListener, { signal: left.signal });
  }
  onScopeDispose(() => left.abort());
}
