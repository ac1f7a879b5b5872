import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { ErrorBody } from '@invigil/contract/errors';
import type { Dashboard } from '@invigil/contract/routes/dashboard';
import { onScopeDispose, ref, shallowRef } from 'vue';
import { useWayBack } from '../composables/useWayBack.ts';
import { DashboardFeed, type FeedState, waitFor } from './dashboardFeed.ts';

/** A caller whose requests end with the signal: a poll must not go on after its page is left. */
const callerUntil = (gone: AbortSignal) =>
  createHttpCaller({
    baseUrl: '',
    fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.any([init.signal, gone]) }),
  });

/** The dashboard as it is now, for as long as the page is shown. */
export function useDashboard(hear: (serverTime: string) => void) {
  const data = shallowRef<Dashboard>();
  const error = shallowRef<ErrorBody>();
  const state = ref<FeedState>('loading');
  const wayBack = useWayBack();

  const feed = new DashboardFeed({
    load: (signal) => callerUntil(signal).call('dashboard'),
    change: (seen, signal) => callerUntil(signal).call('dashboardChange', { query: { seen } }),
    shown(dashboard) {
      hear(dashboard.serverTime);
      data.value = dashboard;
    },
    became(now, fault) {
      state.value = now;
      error.value = fault;
      if (fault !== undefined) void wayBack(fault);
    },
    wait: waitFor,
  });

  const look = () => (document.hidden ? feed.pause() : feed.resume());
  const retry = () => feed.resume();
  document.addEventListener('visibilitychange', look);
  window.addEventListener('online', retry);
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('online', retry);
    feed.close();
  });
  look();
  return { data, error, state, retry };
}
