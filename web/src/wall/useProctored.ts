import type { RoomId } from '@invigil/contract/ids';
import { watch } from 'vue';
import { api } from '../api.ts';
import { useLoaded } from '../composables/useLoaded.ts';
import { useWhileVisible } from '../composables/useWhileVisible.ts';
import { useProctoring } from '../stores/proctoring.ts';

/** What is only written is told to nobody: how far each candidate is comes from asking. */
const progressEveryMs = 30_000;

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
  // While the server is away it is asked again anyway.
  useWhileVisible(progressEveryMs, () => {
    if (store.error === undefined) void reload();
  });
  return { store, reload };
}
