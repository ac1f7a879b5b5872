import type { ErrorBody } from '@invigil/contract/errors';
import type { PageId, SittingId } from '@invigil/contract/ids';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { ownDeviceId } from '../device/deviceId.ts';
import { errorBodyOf } from '../i18n/errorText.ts';

interface Parts {
  sittingId: SittingId;
  pageId: () => PageId | undefined;
  /** Something is to be asked of the server anew. */
  reload: () => void;
}
export type Lobby = ReturnType<typeof useLobby>;

const retryMs = 5_000;

/** Waiting to be let in: the server is told as soon as nothing else stands before the start, and until it knows. */
export function useLobby({ sittingId, pageId, reload }: Parts) {
  /** Whether only a proctor's word is missing. */
  const isAtDoor = ref(false);
  /** Since when the proctors know; undefined until they do. */
  const enteredAt = ref<string>();
  const error = shallowRef<ErrorBody>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isEntering = false;
  let isGone = false;

  async function enter(): Promise<void> {
    clearTimeout(timer);
    const mine = pageId();
    if (!isAtDoor.value || isEntering || isGone || mine === undefined) return;
    isEntering = true;
    try {
      const body = { deviceId: ownDeviceId(), pageId: mine };
      const entered = await api.call('enterLobby', { params: { sittingId }, body });
      if (isGone) return;
      enteredAt.value = entered.enteredAt;
      error.value = undefined;
      if (entered.admittedAt !== null) reload();
    } catch (fault) {
      if (isGone) return;
      error.value = errorBodyOf(fault);
      timer = setTimeout(() => void enter(), retryMs);
    } finally {
      isEntering = false;
    }
  }

  const endDoor = watch(isAtDoor, (is) => {
    error.value = undefined;
    if (is) void enter();
    else clearTimeout(timer);
  });
  onScopeDispose(() => {
    isGone = true;
    clearTimeout(timer);
    endDoor();
  });
  return { isAtDoor, enteredAt, error };
}
