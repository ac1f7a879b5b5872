import type { PlannedCandidate } from '../src/k6/loadPlan.ts';
import { everybody, staying } from './everybody.ts';
import { breakAsPlanned, joinSitting } from './live.ts';
import { Person } from './person.ts';
import { loadOptions, myGroup, writeSummary } from './planned.ts';

export const options = loadOptions;
export const handleSummary = writeSummary;

/** Everybody is live; then every socket breaks at the same moment, and all come back as their pages do. */
export default async function reconnectStorm(): Promise<void> {
  await everybody(myGroup().candidates, endure);
}

async function endure(candidate: PlannedCandidate): Promise<void> {
  const presence = await joinSitting(new Person(candidate.cookie), candidate);
  await staying(presence, () => breakAsPlanned(presence, candidate));
}
