import type { JoinGrant } from '@invigil/contract/routes/sittings';
import type { PlannedCandidate, PlannedProctor } from '../src/k6/loadPlan.ts';
import type { Person } from './person.ts';
import { Presence } from './presence.ts';
import { until } from './timing.ts';

/** Asks the api for a token and joins with it, as a page does. */
export async function joinSitting(person: Person, { sittingId }: PlannedCandidate): Promise<Presence> {
  const grant = await person.ask({ method: 'POST', route: 'sittingJoinToken', ids: { sittingId } });
  return (await Presence.join(grant as JoinGrant)).presence;
}

/** The socket breaks whenever the plan says so, and comes back. */
export async function breakAsPlanned(
  presence: Presence,
  { cuts }: Pick<PlannedCandidate | PlannedProctor, 'cuts'>,
): Promise<void> {
  for (const { atMs, forMs } of cuts) {
    await until(atMs);
    await presence.breakFor(forMs);
  }
}
