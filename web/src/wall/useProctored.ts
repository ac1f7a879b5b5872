import type { RoomId } from '@invigil/contract/ids';
import { watch } from 'vue';
import { api } from '../api.ts';
import { useLoaded } from '../composables/useLoaded.ts';
import { useProctoring } from '../stores/proctoring.ts';

/** What the api knows of a room, as long as its page is open. `reload` joins what was missed while nothing was told. */
export function useProctored(roomId: () => RoomId) {
  const store = useProctoring();
  store.reset();
  const { error, reload } = useLoaded(async () => {
    store.open(await api.call('proctoring', { params: { roomId: roomId() } }));
  });
  watch(error, (now) => {
    store.error = now;
  });
  // Somebody who joined the team after it was read, or a supervisor: their name is not known yet.
  watch(
    () => store.exam !== undefined && store.present.some(({ personId }) => !store.team.has(personId)),
    async (isStrange) => {
      if (isStrange) await reload();
    },
  );
  return { store, reload };
}
