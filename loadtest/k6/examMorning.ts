import { Counter, Trend } from 'k6/metrics';
import type { PlannedCandidate } from '../src/k6/loadPlan.ts';
import { everybody, staying } from './everybody.ts';
import { joinSitting } from './live.ts';
import { Person } from './person.ts';
import { loadOptions, myGroup, writeSummary } from './planned.ts';

export const options = loadOptions;
export const handleSummary = writeSummary;

/** From the press on "sign in" until the live link is welcomed. */
const arrivalMs = new Trend('arrival_ms', true);
const arrivals = new Counter('arrivals');

/** Everybody signs in, sees their dashboard, opens their exam, goes live, and stays. */
export default async function examMorning(): Promise<void> {
  await everybody(myGroup().candidates, arrive);
}

async function arrive(candidate: PlannedCandidate): Promise<void> {
  const { email, sittingId } = candidate;
  const began = Date.now();
  const person = new Person();
  await person.signIn(email);
  await person.ask({ method: 'GET', route: 'dashboard' });
  await person.ask({ method: 'GET', route: 'sittingEntry', ids: { sittingId } });
  const presence = await joinSitting(person, candidate);
  arrivalMs.add(Date.now() - began);
  arrivals.add(1);
  await staying(presence, async () => {});
}
