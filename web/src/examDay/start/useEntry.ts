import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { ErrorBody } from '@invigil/contract/errors';
import type { PageId, SittingId } from '@invigil/contract/ids';
import type { SittingEntry } from '@invigil/contract/routes/entry';
import { onScopeDispose, shallowRef } from 'vue';
import { api } from '../../api.ts';
import { useWayBack } from '../../composables/useWayBack.ts';
import { DashboardFeed, waitFor } from '../../dashboard/dashboardFeed.ts';
import { ownDeviceId } from '../../device/deviceId.ts';
import { errorBodyOf } from '../../i18n/errorText.ts';

interface Parts {
  sittingId: SittingId;
  pageId: () => PageId | undefined;
  /** Hears the server's time. */
  hear: (serverTime: string) => void;
}

const retryMs = 3_000;

/**
 * What stands before a start, as the server says it now: asked again whenever the candidate's dashboard changes, which the
 * server tells by itself, and when the exam opens.
 */
export function useEntry({ sittingId, pageId, hear }: Parts) {
  const entry = shallowRef<SittingEntry>();
  const error = shallowRef<ErrorBody>();
  const wayBack = useWayBack();
  /** Nobody looks at what stands before the start just now. */
  let resting = false;
  let gone = false;
  let opening: ReturnType<typeof setTimeout> | undefined;
  let newest = 0;

  /** What the server says now; undefined when it says nothing. */
  async function look(): Promise<SittingEntry | undefined> {
    try {
      return await api.call('sittingEntry', {
        params: { sittingId },
        query: { deviceId: ownDeviceId(), pageId: pageId() },
      });
    } catch (fault) {
      console.warn('the server could not be asked how the sitting stands', fault);
      return undefined;
    }
  }

  async function reload(): Promise<void> {
    const mine = ++newest;
    clearTimeout(opening);
    try {
      const query = { deviceId: ownDeviceId(), pageId: pageId() };
      const now = await api.call('sittingEntry', { params: { sittingId }, query });
      if (resting || mine !== newest) return;
      hear(now.serverTime);
      entry.value = now;
      error.value = undefined;
      awaitOpening(now);
    } catch (fault) {
      if (resting || mine !== newest) return;
      error.value = errorBodyOf(fault);
      opening = setTimeout(() => void reload(), retryMs);
      await wayBack(error.value);
    }
  }

  /** The server's push may be held back by a hidden tab or a cut: the opening itself is never missed. */
  function awaitOpening({ serverTime, exam }: SittingEntry): void {
    const ms = Date.parse(exam.opensAt) - Date.parse(serverTime);
    const longest = 60 * 60 * 1000;
    if (ms >= 0) opening = setTimeout(() => void reload(), Math.min(ms + 50, longest));
  }

  const feed = new DashboardFeed({
    load: (signal) => callerUntil(signal).call('dashboard'),
    change: (seen, signal) => callerUntil(signal).call('dashboardChange', { query: { seen } }),
    shown: () => void reload(),
    became: () => undefined,
    wait: waitFor,
  });

  /** Ends the asking for now: who writes has other ways to hear of the sitting. */
  function rest(): void {
    resting = true;
    clearTimeout(opening);
    feed.pause();
  }

  /** From now on the answers of the server are followed. */
  function follow(): void {
    if (gone) return;
    resting = false;
    feed.resume();
  }
  onScopeDispose(() => {
    gone = true;
    rest();
    feed.close();
  });
  return { entry, error, look, reload, follow, rest };
}

const callerUntil = (gone: AbortSignal) =>
  createHttpCaller({
    baseUrl: '',
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.any([init.signal, gone]) }),
  });
