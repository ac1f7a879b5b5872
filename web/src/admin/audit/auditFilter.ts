import { auditActions } from '@invigil/contract/auditActions';
import { personId } from '@invigil/contract/ids';
import { computed } from 'vue';
import { type LocationQuery, useRoute, useRouter } from 'vue-router';
import { z } from 'zod';
import { useZone } from '../useAdminFormats.ts';
import { instantOf } from '../zoned.ts';

const day = z.iso.date().optional().catch(undefined);
const address = z.object({
  search: z.string().max(100).catch(''),
  action: z.enum(auditActions).optional().catch(undefined),
  actorId: personId.optional().catch(undefined),
  subjectId: z.uuid().optional().catch(undefined),
  from: day,
  until: day,
});

/** What the address of the log says; what it says wrongly is ignored. Days are those of the admin's zone. */
export function readAuditFilter(query: LocationQuery) {
  return address.parse(query);
}

/** The api's query: from the first moment of a day until the first moment after another. */
export function auditQuery({ search, from, until, ...rest }: z.infer<typeof address>, timeZone: string) {
  const next = until === undefined ? undefined : new Date(Date.parse(until) + 86_400_000).toISOString().slice(0, 10);
  return {
    ...rest,
    search: search || undefined,
    from: from && instantOf(`${from}T00:00`, timeZone),
    until: next && instantOf(`${next}T00:00`, timeZone),
  };
}

export function useAuditFilter() {
  const route = useRoute();
  const router = useRouter();
  const { zone } = useZone();
  const now = computed(() => readAuditFilter(route.query));
  return {
    now,
    query: computed(() => auditQuery(now.value, zone.value)),
    isAnything: computed(() => Object.keys(route.query).length > 0),
    change: (changes: Record<string, string | undefined>) => router.replace({ query: { ...route.query, ...changes } }),
    reset: () => router.replace({ query: {} }),
  };
}
