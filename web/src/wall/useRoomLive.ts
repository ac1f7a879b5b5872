import type { RoomId, SittingId, StreamId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { Step } from '@invigil/contract/sources';
import { onScopeDispose, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { Watching } from '../live/watching.ts';
import { useProctoring } from '../stores/proctoring.ts';
import { useRoom } from '../stores/room.ts';
import { useDocumentVisibility } from './useDocumentVisibility.ts';

interface Parts {
  roomId: () => RoomId;
  incident: (incident: Incident) => void;
  /** Everything in sight and at which step. */
  wanted: () => ReadonlyMap<StreamId, Step>;
  /** Who is shown full size. */
  focused: () => SittingId | undefined;
}

/** This page's live line as long as it is open. Nothing is watched and nobody is attended to in a tab that nobody sees. */
export function useRoomLive({ roomId, incident, wanted, focused }: Parts) {
  const room = useRoom();
  const watching = shallowRef(open());
  const isVisible = useDocumentVisibility();

  function open(): Watching {
    return new Watching({
      getToken: async () => await api.call('roomJoinToken', { params: { roomId: roomId() } }),
      room,
      proctoring: useProctoring(),
      incident,
      refused: (fault) => {
        room.error = errorBodyOf(fault);
      },
      hiccup: (fault) => console.warn('tried again by itself', fault),
    });
  }

  function reconnect(): void {
    watching.value.close();
    watching.value = open();
  }

  watch(
    [() => (isVisible.value ? wanted() : new Map<StreamId, Step>()), watching] as const,
    ([streams, live]) => live.show(streams),
    { immediate: true },
  );
  watch([() => (isVisible.value ? (focused() ?? null) : null), watching] as const, ([sittingId, live]) =>
    live.attend(sittingId),
  );
  onScopeDispose(() => watching.value.close());
  return { watching, reconnect };
}
