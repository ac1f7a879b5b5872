import { sittingId } from '@invigil/contract/ids';
import { type Incident, incident } from '@invigil/contract/incidents';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { provide, ref, shallowRef } from 'vue';
import type { WallSitting } from '../stores/room.ts';
import type { WallCandidate } from './wallCandidate.ts';
import { type WallParts, wallPartsKey } from './wallParts.ts';

const uuid = (kind: number, n: number) => `0193e6a0-0000-7000-8000-${String(kind)}${String(n).padStart(11, '0')}`;
export const aSittingId = (n: number) => sittingId.parse(uuid(1, n));

/** One who is here and sends nothing wrong, and of whom the api tells `told`; undefined tells nothing. */
export function aCandidate(
  n: number,
  told: Partial<ProctoredSitting> | undefined,
  changes: Partial<Omit<WallCandidate, 'sitting' | 'told'>> & { sitting?: Partial<WallSitting> } = {},
): WallCandidate {
  const id = aSittingId(n);
  const { sitting, ...rest } = changes;
  return {
    sittingId: id,
    told: told && aProctoredSitting({ sittingId: id, ...told }),
    incidents: [],
    isAttended: false,
    isMine: false,
    ...rest,
    sitting: {
      sittingId: id,
      candidateName: `Candidate ${n}`,
      presence: 'here',
      blocked: [],
      ladder: 'full',
      streams: {},
      ...sitting,
    },
  };
}

type Changes = Partial<Pick<Incident, 'kind' | 'nature' | 'beganAt' | 'endedAt'>>;

/** A computer that is offline since the beginning, unless it is said otherwise. */
export function anIncident(n: number, changes: Changes = {}): Incident {
  return incident.parse({
    incidentId: uuid(2, n),
    sittingId: aSittingId(n),
    kind: 'offline',
    nature: 'technical',
    facts: {},
    beganAt: 0,
    endedAt: null,
    reportedBy: 'page',
    ...changes,
  });
}

/** What the page of a room gives to what it shows; for the set-up of a component that is drawn without that page. */
export function provideRoom(roomId: WallParts['roomId'], now = 0): void {
  provide(wallPartsKey, {
    ...{ roomId, watching: shallowRef(), nameOf: () => 'Zoé', now: ref(now), announcement: ref('') },
    ...{ place: ref({ index: 1, count: 1 }), heard: ref(), listen: () => undefined },
  });
}
