import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { SittingId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import { onScopeDispose, ref, watch } from 'vue';
import { api } from '../api.ts';
import { savesFirst } from '../savesFirst.ts';
import { useSitting } from '../stores/sitting.ts';
import { openExamDayStore } from './examDayStore.ts';
import { IncidentReporter } from './incidents/incidentReporter.ts';
import { PageClock } from './pageClock.ts';
import { StillKeeper } from './stills/stillKeeper.ts';
import { stillOf } from './stills/stillPicture.ts';

const hiccup = (fault: unknown) => console.warn('tried again by itself', fault);
/** Pictures never go before anything else on a line that bears little. */
const patient = createHttpCaller({ baseUrl: '', fetch: (url, init) => fetch(url, { ...init, priority: 'low' }) });

/** What this page tells the server of what it saw: incidents, and pictures while video cannot flow. */
export function useReports(sittingId: SittingId) {
  const sitting = useSitting();
  const store = openExamDayStore();
  store.catch(hiccup);
  const clock = new PageClock();
  const params = { sittingId };
  const waitingStills = ref(0);

  const incidents = new IncidentReporter({
    sittingId,
    store,
    clock,
    send: (batch) => api.call('reportIncidents', { params, body: { incidents: batch } }),
    hiccup,
  });

  async function take(): Promise<{ source: Source; picture: Blob }[]> {
    const taken = (['webcam', 'screen'] as const).map(async (source) => {
      const track = sitting.tracks.get(source);
      const picture = track === undefined ? undefined : await stillOf(source, track);
      return picture === undefined ? [] : [{ source, picture }];
    });
    return (await Promise.all(taken)).flat();
  }
  const stills = new StillKeeper({
    sittingId,
    store,
    clock,
    take,
    send: ({ stillId, source, takenAt, picture }) =>
      patient.call('addStill', {
        params,
        query: { stillId, source, takenAgoMs: clock.agoMs(takenAt) },
        file: picture,
      }),
    untilFree: () => savesFirst.untilSaved(),
    waiting: (count) => {
      waitingStills.value = count;
    },
    hiccup,
  });
  const endLadder = watch(
    () => sitting.ladder,
    (step) => stills.climb(step),
  );

  onScopeDispose(() => {
    endLadder();
    stills.close();
    incidents.close();
  });
  return { incidents, waitingStills };
}
