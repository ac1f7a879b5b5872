import type { SittingId } from '@invigil/contract/ids';
import { computed, ref } from 'vue';
import type { Watching } from '../live/watching.ts';
import type { WallSitting } from '../stores/room.ts';

/** The one microphone that is heard: whose it is, and its sound once it arrives. It ends with its stream. */
export function useHeard(sittingOf: (id: SittingId) => WallSitting | undefined, watching: () => Watching) {
  const chosen = ref<SittingId>();
  const microphone = computed(() => {
    const { microphone: stream } = (chosen.value && sittingOf(chosen.value)?.streams) ?? {};
    return stream === undefined || stream.link === 'off' ? undefined : stream;
  });
  const heard = computed(() => (microphone.value === undefined ? undefined : chosen.value));
  const track = computed(() => microphone.value && watching().pictures.get(microphone.value.streamId));

  function listen(id: SittingId | undefined): void {
    chosen.value = id;
  }

  /** Of a key: the same one again ends it. */
  function toggle(id: SittingId): void {
    listen(heard.value === id ? undefined : id);
  }

  /** Of a pointer, which ends only what it began. */
  function hover(id: SittingId, isOver: boolean): void {
    if (isOver) listen(id);
    else if (chosen.value === id) listen(undefined);
  }

  return { heard, track, listen, toggle, hover };
}
