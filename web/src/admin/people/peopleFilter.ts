import { examId } from '@invigil/contract/ids';
import { role } from '@invigil/contract/roles';
import { type PersonStatus, personQuery, personStatuses } from '@invigil/contract/routes/admin/person';
import { computed } from 'vue';
import { type LocationQuery, useRoute, useRouter } from 'vue-router';
import { z } from 'zod';

const { sort, order } = personQuery.shape;
const statuses = z.string().transform((text) => text.split(',').filter(isStatus));
/** What the address of the list says; what it says wrongly is ignored, since people edit addresses. */
const filter = z.object({
  search: z.string().max(100).catch(''),
  status: statuses.catch([]),
  role: role.optional().catch(undefined),
  examId: examId.optional().catch(undefined),
  sort: sort.catch('name'),
  order: order.catch('ascending'),
});
export type PeopleFilter = z.infer<typeof filter>;

function isStatus(text: string): text is PersonStatus {
  return personStatuses.some((status) => status === text);
}

export function readPeopleFilter(query: LocationQuery): PeopleFilter {
  return filter.parse(query);
}

/** As an address; what is as usual is left out. */
export function writePeopleFilter(now: PeopleFilter): Record<string, string> {
  return {
    ...(now.search !== '' && { search: now.search }),
    ...(now.status.length > 0 && { status: now.status.join(',') }),
    ...(now.role !== undefined && { role: now.role }),
    ...(now.examId !== undefined && { examId: now.examId }),
    ...(now.sort !== 'name' && { sort: now.sort }),
    ...(now.order !== 'ascending' && { order: now.order }),
  };
}

/** The filter of the list of people lives in its address, so that reload, back and a shared link keep it. */
export function usePeopleFilter() {
  const route = useRoute();
  const router = useRouter();
  const now = computed(() => readPeopleFilter(route.query));

  async function change(changes: Partial<PeopleFilter>): Promise<void> {
    await router.replace({ query: writePeopleFilter({ ...now.value, ...changes }) });
  }

  /** What the api is asked with, beside the page. */
  const query = computed(() => ({
    search: now.value.search || undefined,
    status: now.value.status.length > 0 ? now.value.status.join(',') : undefined,
    role: now.value.role,
    examId: now.value.examId,
    sort: now.value.sort,
    order: now.value.order,
  }));
  const isAnything = computed(
    () =>
      now.value.search !== '' ||
      now.value.status.length > 0 ||
      now.value.role !== undefined ||
      now.value.examId !== undefined,
  );
  return { now, change, query, isAnything, reset: () => router.replace({ query: {} }) };
}
