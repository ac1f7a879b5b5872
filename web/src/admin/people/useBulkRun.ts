import { limits } from '@invigil/contract/limits';
import type { RouteBody } from '@invigil/contract/routes';
import type { InvitationRunAction } from '@invigil/contract/routes/admin/invitationRuns';
import { ref } from 'vue';
import { useRouter } from 'vue-router';
import { api } from '../../api.ts';

type Meant = RouteBody<'startInvitationRun'>['people'];

/** One run for many people: its question, then the run, whose page shows how far it is. */
export function useBulkRun() {
  const router = useRouter();
  const action = ref<InvitationRunAction>('invite');
  const count = ref(0);
  let idempotencyKey = '';
  let people: Meant = {};

  return {
    action,
    /** How many are meant, for the question. */
    count,
    mostAtOnce: limits.peoplePerRun,
    /** Each question is one intention: its answer can be given twice and still starts one run. */
    prepare: (wanted: InvitationRunAction, meant: Meant, meantCount: number) => {
      action.value = wanted;
      people = meant;
      count.value = meantCount;
      idempotencyKey = crypto.randomUUID();
    },
    /** Throws an AppError, such as `tooManyPeople`. */
    start: async () => {
      const run = await api.call('startInvitationRun', {
        body: { idempotencyKey, action: action.value, people },
      });
      await router.push({ name: 'run', params: { invitationRunId: run.invitationRunId } });
    },
  };
}
