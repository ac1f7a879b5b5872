import type { IncidentId, SittingId } from '@invigil/contract/ids';
import type { IncidentNature } from '@invigil/contract/incidentKinds';
import { type Incident, incident } from '@invigil/contract/incidents';
import type { ListedIncident } from '@invigil/contract/routes/incidents';
import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';

/** How many there are of each nature; technical and conduct are never added up. */
export type IncidentCounts = Record<IncidentNature, number>;

/** What happened in the sittings of a room: what the api keeps and what is told live, each once by its id. */
export const useIncidents = defineStore('incidents', () => {
  const byId = shallowReactive(new Map<IncidentId, Incident>());
  /** Whether everything there was before has been read, so that nothing is missing between then and what is told live. */
  const isWhole = ref(false);

  /** The last one first. */
  const all = computed(() => [...byId.values()].sort(newestFirst));

  const bySitting = computed(() => {
    const sittings = new Map<SittingId, Incident[]>();
    for (const one of all.value) {
      const others = sittings.get(one.sittingId);
      if (others === undefined) sittings.set(one.sittingId, [one]);
      else others.push(one);
    }
    return sittings;
  });

  /**
   * Told live, or read from the api. Which of both comes first does not matter: an incident that has ended stays so.
   * @returns whether it was not known before.
   */
  function add(told: Incident): boolean {
    const known = byId.get(told.incidentId);
    if (known === undefined || (known.endedAt === null && told.endedAt !== null)) byId.set(told.incidentId, told);
    return known === undefined;
  }

  function addPast(listed: readonly ListedIncident[]): void {
    for (const one of listed) add(asTold(one));
  }

  function reset(): void {
    byId.clear();
    isWhole.value = false;
  }

  const of = (sittingId: SittingId): readonly Incident[] => bySitting.value.get(sittingId) ?? [];
  return { all, isWhole, of, add, addPast, reset };
});

export function countsOf(incidents: readonly Incident[]): IncidentCounts {
  const conduct = incidents.filter(({ nature }) => nature === 'conduct').length;
  return { technical: incidents.length - conduct, conduct };
}

function newestFirst(a: Incident, b: Incident): number {
  return b.beganAt - a.beganAt || (a.incidentId < b.incidentId ? 1 : -1);
}

/** A listed incident in the form in which it is told live. */
export function asTold({ candidateName: _, beganAt, endedAt, ...rest }: ListedIncident): Incident {
  return incident.parse({
    ...rest,
    beganAt: Date.parse(beganAt),
    endedAt: endedAt === null ? null : Date.parse(endedAt),
  });
}
