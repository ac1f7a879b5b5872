import { onScopeDispose } from 'vue';
import { z } from 'zod';
import { useKept } from './useKept.ts';

/** Single keys of the whole page, where nothing is typed and no dialog is open; they can be switched off. */
export function useSingleKeys(keys: Readonly<Record<string, () => void>>) {
  const isOn = useKept('invigil.wall.keys', z.boolean(), true);

  function hear(event: KeyboardEvent): void {
    const act = keys[event.key];
    const { target } = event;
    if (!isOn.value || act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], dialog')) return;
    event.preventDefault();
    act();
  }

  window.addEventListener('keydown', hear);
  onScopeDispose(() => window.removeEventListener('keydown', hear));
  return isOn;
}
