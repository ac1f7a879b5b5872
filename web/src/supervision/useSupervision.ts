import type { ErrorBody } from '@invigil/contract/errors';
import type { SupervisedRoom } from '@invigil/contract/routes/proctoring';
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { api } from '../api.ts';
import { useServerTime } from '../composables/useServerTime.ts';
import { useWayBack } from '../composables/useWayBack.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { byNeed } from './needs.ts';

const everyMs = 5_000;
/** Figures so old are said to be old. */
const staleMs = 15_000;

/** The rooms of a supervisor, read again and again while the page is in sight. */
export function useSupervision() {
  const rooms = shallowRef<readonly SupervisedRoom[]>();
  const error = shallowRef<ErrorBody>();
  /** When the figures were read, on the server's clock in milliseconds. */
  const readAt = ref(0);
  const { now, hear } = useServerTime();
  const wayBack = useWayBack();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let left = false;

  async function read(): Promise<void> {
    if (reading || left) return;
    reading = true;
    clearTimeout(timer);
    try {
      const reply = await api.call('supervision');
      hear(reply.serverTime);
      readAt.value = Date.parse(reply.serverTime);
      rooms.value = byNeed(reply.rooms, readAt.value);
      error.value = undefined;
    } catch (fault) {
      error.value = errorBodyOf(fault);
      if (await wayBack(error.value)) left = true;
    } finally {
      reading = false;
    }
    // Nobody reads it in a hidden tab; it is read at once when it is seen again.
    if (!left && document.visibilityState === 'visible') timer = setTimeout(() => void read(), everyMs);
  }

  const whenSeen = () => {
    if (document.visibilityState === 'visible') void read();
  };
  document.addEventListener('visibilitychange', whenSeen);
  onScopeDispose(() => {
    left = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', whenSeen);
  });
  void read();

  const age = computed(() => Math.max(0, now.value - readAt.value));
  const isStale = computed(() => rooms.value !== undefined && age.value > staleMs);
  return { rooms, error, now, readAt, age, isStale, read };
}
