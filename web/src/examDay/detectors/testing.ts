import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { Tells } from '../incidents/incidentReporter.ts';

/** Hears a detector: each incident as a line, `+kind` when it begins, `-kind` when it ends, `kind` when it has no length. */
export function hearing(): Tells & { heard: string[]; facts: IncidentFacts[] } {
  const heard: string[] = [];
  const facts: IncidentFacts[] = [];
  return {
    heard,
    facts,
    tell: (one) => {
      heard.push(one.kind);
      facts.push(one);
    },
    begin: (one) => {
      heard.push(`+${one.kind}`);
      facts.push(one);
      return () => heard.push(`-${one.kind}`);
    },
  };
}
