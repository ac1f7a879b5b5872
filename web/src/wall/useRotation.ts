import { onScopeDispose, ref, watch } from 'vue';
import { type Rotation, rotateEveryMs } from './rotation.ts';

interface Parts {
  /** The next page, or the next look. @returns false when there is none. */
  turn: (rotation: Rotation) => boolean;
  started: (rotation: Rotation) => void;
  stopped: () => void;
}

/** A timer that the proctor starts, and that any key, click or turn of the wheel stops. */
export function useRotation({ turn, started, stopped }: Parts) {
  const rotation = ref<Rotation>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let stoppedAt = Number.NEGATIVE_INFINITY;

  /** The press on a button that stops it has stopped it already when it arrives here as a click. */
  function toggle(chosen: Rotation): void {
    if (rotation.value === chosen) stop();
    else if (performance.now() - stoppedAt > 500) start(chosen);
  }

  function start(chosen: Rotation): void {
    rotation.value = chosen;
    started(chosen);
    // Pages begin with the one in sight, looks at once.
    if (chosen === 'looks' && !turn(chosen)) stop();
  }

  function stop(): void {
    if (rotation.value === undefined) return;
    rotation.value = undefined;
    stoppedAt = performance.now();
    stopped();
  }

  watch(rotation, (now) => {
    clearInterval(timer);
    if (now === undefined) return;
    timer = setInterval(() => {
      if (!turn(now)) stop();
    }, rotateEveryMs[now]);
  });

  const events = ['pointerdown', 'keydown', 'wheel'] as const;
  for (const event of events) window.addEventListener(event, stop, { capture: true, passive: true });
  onScopeDispose(() => {
    clearInterval(timer);
    for (const event of events) window.removeEventListener(event, stop, { capture: true });
  });

  return { rotation, toggle };
}
