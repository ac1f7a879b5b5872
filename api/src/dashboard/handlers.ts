import { routes } from '@invigil/contract/routes';
import type { Dashboard } from '@invigil/contract/routes/dashboard';
import type { Clock } from '@invigil/server-kit/clock';
import type { Call, Handlers } from '../http/handlers.ts';
import type { DashboardChanges } from './changes.ts';
import { dashboardAt } from './dashboard.ts';
import { dashboardRecords } from './records.ts';

export interface DashboardParts {
  changes: DashboardChanges;
  clock: Clock;
  /** Of who has not told theirs. */
  timeZone: string;
}

export function dashboardHandlers({
  changes,
  clock,
  timeZone,
}: DashboardParts): Pick<Handlers, 'dashboard' | 'dashboardChange'> {
  async function dashboardOf({ em, session: { account } }: Call<'dashboard' | 'dashboardChange'>): Promise<Dashboard> {
    // After waiting, the time of the request is long past.
    const now = new Date(clock.now());
    const records = await dashboardRecords(em, account.id, now);
    return dashboardAt(now, account.timeZone ?? timeZone, records);
  }

  return {
    dashboard: dashboardOf,

    async dashboardChange(call) {
      const { session, query, gone } = call;
      const enough = new AbortController();
      const timer = setTimeout(() => enough.abort(), routes.dashboardChange.waitMs);
      gone.addEventListener('abort', () => enough.abort(), { once: true });
      if (gone.aborted) enough.abort();
      try {
        for (;;) {
          // Listening begins before looking, so that nothing can change unheard in between.
          const { changed, stop } = await changes.listen(session.account.id);
          enough.signal.addEventListener('abort', stop, { once: true });
          try {
            const { seen } = await dashboardOf(call);
            if (seen !== query.seen || enough.signal.aborted) return { seen };
            if (!(await changed)) return { seen };
          } finally {
            enough.signal.removeEventListener('abort', stop);
            stop();
          }
        }
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
