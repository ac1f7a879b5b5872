import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import { onScopeDispose, ref } from 'vue';
import { api } from '../api.ts';
import { useLoaded } from '../composables/useLoaded.ts';
import { useServerTime } from '../composables/useServerTime.ts';
import { useIncidents } from '../stores/incidents.ts';
import { Announcer } from './announcer.ts';
import { pageSize, readPast } from './readPast.ts';
import { useIncidentTexts } from './useIncidentTexts.ts';

interface Parts {
  roomId: () => RoomId;
  nameOf: (sittingId: SittingId) => string | undefined;
}

/** The incidents of a room as long as its page is open. `reload` joins what was missed while nothing was told. */
export function useRoomIncidents({ roomId, nameOf }: Parts) {
  const store = useIncidents();
  const { t, wordsOf } = useIncidentTexts();
  const { now, hear: hearTime } = useServerTime(30_000);
  store.reset();
  let reading = new AbortController();

  const { error, reload } = useLoaded(async () => {
    reading.abort();
    reading = new AbortController();
    const { signal } = reading;
    const whole = await readPast({
      signal,
      add: store.addPast,
      read: async (cursor) => {
        const page = await api.call('roomIncidents', {
          params: { roomId: roomId() },
          query: { cursor, limit: pageSize },
        });
        hearTime(page.serverTime);
        return page;
      },
    });
    if (!signal.aborted) store.isWhole = whole;
    return !signal.aborted;
  });

  const announcement = ref('');
  const announcer = new Announcer(
    (text) => {
      announcement.value = text;
    },
    (n, last) => t('severalNews', { n, last }),
  );

  function hear(told: Incident): void {
    if (!store.add(told)) return;
    const name = nameOf(told.sittingId);
    if (name !== undefined) announcer.tell(t('news', { name, words: wordsOf(told) }));
  }

  onScopeDispose(() => {
    reading.abort();
    announcer.close();
  });
  return { store, now, error, reload, hear, announcement, tell: (text: string) => announcer.tell(text) };
}
