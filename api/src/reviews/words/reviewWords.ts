import type { IncidentFacts, IncidentKind, IncidentNature, IncidentReporter } from '@invigil/contract/incidentKinds';
import type { InterventionFacts, InterventionKind } from '@invigil/contract/interventions';
import type { DecisionOutcome } from '@invigil/contract/routes/reviews';
import type { SittingState } from '@invigil/contract/sittingStates';

type FactsOf = { [K in IncidentKind]: Extract<IncidentFacts, { kind: K }>['facts'] };
type DoneFactsOf = { [K in InterventionKind]: Extract<InterventionFacts, { kind: K }>['facts'] };
type IncidentOf = { [K in IncidentKind]: { kind: K; facts: FactsOf[K] } };
type InterventionOf = { [K in InterventionKind]: { kind: K; facts: DoneFactsOf[K] } };
/** The name of somebody of the team, by their id. */
export type NameOf = (personId: string) => string;

/** What the file of a sitting says of its own, on paper and in a table. A kind of the contract without words does not compile. */
export interface ReviewWords {
  file: string;
  noVerdict: string;
  fact: (name: string) => string;
  candidate: string;
  room: string;
  exam: string;
  window: (from: string, until: string) => string;
  state: string;
  states: Record<SittingState, string>;
  started: string;
  notStarted: string;
  submitted: string;
  extra: string;
  minutes: (count: number) => string;
  credited: string;
  coverage: string;
  neverLooked: string;
  looks: (count: number, span: string) => string;
  lastLook: (moment: string) => string;
  longestGap: (span: string) => string;
  decisions: string;
  noDecision: string;
  lastCounts: string;
  outcomes: Record<DecisionOutcome, string>;
  reply: string;
  noReply: string;
  incidents: string;
  noIncidents: string;
  natures: Record<IncidentNature, string>;
  reporters: Record<IncidentReporter, string>;
  lasted: (span: string) => string;
  goesOn: string;
  interventions: string;
  noInterventions: string;
  undone: (moment: string, reason: string) => string;
  shown: (moment: string) => string;
  comments: string;
  noComments: string;
  by: (name: string, moment: string) => string;
  printed: string;
  page: (number: number, of: number) => string;
  incident: { [K in IncidentKind]: (facts: FactsOf[K]) => string };
  intervention: { [K in InterventionKind]: (facts: DoneFactsOf[K], nameOf: NameOf) => string };
  table: {
    title: string;
    types: { incident: string; intervention: string; coverage: string };
    headings: readonly string[];
  };
}

/** An incident in words. */
export function incidentIn<K extends IncidentKind>(words: ReviewWords, { kind, facts }: IncidentOf[K]): string {
  return words.incident[kind](facts);
}

/** What a proctor did, in words. */
export function interventionIn<K extends InterventionKind>(
  words: ReviewWords,
  { kind, facts }: InterventionOf[K],
  nameOf: NameOf,
): string {
  return words.intervention[kind](facts, nameOf);
}
