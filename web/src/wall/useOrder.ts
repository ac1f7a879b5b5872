import type { SittingId } from '@invigil/contract/ids';
import { onScopeDispose, type ShallowRef, shallowRef, watch } from 'vue';
import { type Hands, held, mayReorder } from './calm.ts';

interface Parts {
  /** Who is to stand on the wall now, in order. */
  wanted: () => SittingId[];
  /** What the proctor chose: a change of it is obeyed at once. */
  chosen: () => unknown;
  /** Everybody of the room. */
  everybody: () => ReadonlySet<SittingId>;
}

/** The order that is shown: it follows the wanted one only while nobody has their hands on the wall. */
export function useOrder({ wanted, chosen, everybody }: Parts): {
  shown: Readonly<ShallowRef<readonly SittingId[]>>;
  hands: Hands;
  /** Follows it now. */
  apply: () => void;
} {
  const shown = shallowRef<readonly SittingId[]>([]);
  const hands: Hands = { pointerIsOver: false, keyAt: Number.NEGATIVE_INFINITY };
  let orderedAt = Number.NEGATIVE_INFINITY;

  function set(order: readonly SittingId[]): void {
    const same = order.length === shown.value.length && order.every((id, at) => id === shown.value[at]);
    if (!same) shown.value = order;
  }

  function apply(): void {
    set(wanted());
    orderedAt = performance.now();
  }

  watch(chosen, apply, { deep: true, immediate: true });
  watch(everybody, (room, before) => {
    const newcomers = wanted().filter((id) => !before.has(id));
    set(held([...shown.value, ...newcomers], newcomers, room));
  });
  const timer = setInterval(() => {
    if (mayReorder(hands, orderedAt, performance.now())) apply();
  }, 1_000);
  onScopeDispose(() => clearInterval(timer));

  return { shown, hands, apply };
}
