import { onScopeDispose, type Ref, readonly, ref } from 'vue';

/**
 * The server's time, ticking: the machine's own clock may be hours off. `hear` takes the time of a reply.
 * @param everyMs how often it ticks.
 */
export function useServerTime(everyMs = 1_000): { now: Readonly<Ref<number>>; hear: (serverTime: string) => void } {
  let offset = 0;
  const now = ref(Date.now());
  const tick = () => {
    now.value = Date.now() + offset;
  };
  const timer = setInterval(tick, everyMs);
  onScopeDispose(() => clearInterval(timer));
  return {
    now: readonly(now),
    hear(serverTime) {
      offset = Date.parse(serverTime) - Date.now();
      tick();
    },
  };
}
