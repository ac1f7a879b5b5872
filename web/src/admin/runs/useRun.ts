import type { ErrorBody } from '@invigil/contract/errors';
import { invitationRunId } from '@invigil/contract/ids';
import type { InvitationRun } from '@invigil/contract/routes/admin/invitationRuns';
import { onScopeDispose, shallowRef } from 'vue';
import { api } from '../../api.ts';
import { useWayBack } from '../../composables/useWayBack.ts';
import { errorBodyOf } from '../../i18n/errorText.ts';
import { idOf } from '../idOf.ts';

/** How often a run is asked how far it is. */
export const runPollMs = 1_500;

/** Whether anything about a run may still change by itself. */
export function isUnderWay(run: Pick<InvitationRun, 'state' | 'mails'>): boolean {
  return run.state === 'running' || run.mails.waiting > 0;
}

/** A run as it goes on, read again and again until all is done; an api that is away for a while is asked again. */
export function useRun(given: string) {
  const run = shallowRef<InvitationRun>();
  const error = shallowRef<ErrorBody>();
  const wayBack = useWayBack();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = false;

  async function read(): Promise<void> {
    clearTimeout(timer);
    try {
      const params = { invitationRunId: idOf(invitationRunId, given) };
      const now = await api.call('invitationRun', { params });
      if (left) return;
      run.value = now;
      error.value = undefined;
    } catch (fault) {
      if (left) return;
      error.value = errorBodyOf(fault);
      if (await wayBack(error.value)) return;
    }
    if (run.value !== undefined && isUnderWay(run.value)) timer = setTimeout(() => void read(), runPollMs);
  }

  onScopeDispose(() => {
    left = true;
    clearTimeout(timer);
  });
  void read();
  return { run, error, read };
}
