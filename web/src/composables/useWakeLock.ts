import { onScopeDispose, type Ref, watch } from 'vue';

/** Keeps the screen awake while `wanted`. Chrome takes the lock back when the tab is hidden, so it is asked for again. */
export function useWakeLock(wanted: Readonly<Ref<boolean>>): void {
  let lock: WakeLockSentinel | undefined;
  let ended = false;

  async function settle(): Promise<void> {
    const should = wanted.value && !ended;
    if (!should) {
      const held = lock;
      lock = undefined;
      await held?.release();
      return;
    }
    if (document.visibilityState !== 'visible' || (lock !== undefined && !lock.released)) return;
    lock = await navigator.wakeLock?.request('screen');
    if (ended) await lock?.release();
  }

  // A laptop that refuses, for example on a low battery, still sits the exam: sleep only becomes possible again.
  const quietly = () => void settle().catch((fault: unknown) => console.info('the screen may sleep', fault));
  document.addEventListener('visibilitychange', quietly);
  watch(wanted, quietly, { immediate: true });
  onScopeDispose(() => {
    ended = true;
    document.removeEventListener('visibilitychange', quietly);
    quietly();
  });
}
