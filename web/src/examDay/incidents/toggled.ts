import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { Tells } from './incidentReporter.ts';

/** An incident that is or is not: begun when it comes to be, ended when it no longer is, and never twice. */
export function toggled(tells: Pick<Tells, 'begin'>): (facts: IncidentFacts, is: boolean) => void {
  let end: (() => void) | undefined;
  return (facts, is) => {
    if (is === (end !== undefined)) return;
    if (is) end = tells.begin(facts);
    else {
      end?.();
      end = undefined;
    }
  };
}
