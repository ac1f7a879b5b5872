import { z } from 'zod';
import { personId } from './ids.ts';

/** What a proctor asks to be shown with the webcam. */
export const askedView = z.enum(['identity', 'room', 'desk']);
export type AskedView = z.infer<typeof askedView>;

const nothing = z.strictObject({});

interface InterventionRow {
  facts: z.ZodObject;
  /** Whether the candidate is told, with the reason. */
  told: boolean;
  /** Whether it can be undone: ended, taken back, or withdrawn. */
  undo: boolean;
}

/**
 * Everything a proctor can do about a sitting. To resume is to undo a pause, and to unlock is to undo a termination: the
 * record shows both with their reasons.
 */
export const interventionKinds = {
  /** Nothing can be written until it is undone; the time is given back whole, whatever the exam gives back for faults. */
  paused: { facts: nothing, told: true, undo: true },
  timeAdded: { facts: z.strictObject({ minutes: z.int().min(1).max(480) }), told: true, undo: true },
  warned: { facts: nothing, told: true, undo: true },
  viewRequested: { facts: z.strictObject({ view: askedView }), told: true, undo: true },
  /** Let in from the lobby, after the identity was checked by eye; undone only before the start. */
  admitted: { facts: nothing, told: true, undo: true },
  /** May start though it is too late for everybody else; undone only before the start. */
  lateEntryAllowed: { facts: nothing, told: true, undo: true },
  noShowMarked: { facts: nothing, told: false, undo: true },
  /** The writing ends and what is saved is kept. Undone, it goes on, with the time in between given back. */
  terminated: { facts: nothing, told: true, undo: true },
  /** Its incidents ask for no attention for a while. */
  snoozed: { facts: z.strictObject({ minutes: z.int().min(1).max(120) }), told: false, undo: true },
  /** A colleague looks after it from now on; the reason is the note for them. */
  handedOver: { facts: z.strictObject({ to: personId }), told: false, undo: false },
} as const satisfies Record<string, InterventionRow>;

export type InterventionKind = keyof typeof interventionKinds;
export const interventionKindNames = Object.keys(interventionKinds) as InterventionKind[];
export const interventionKind = z.enum(interventionKindNames);
type FactsOf<K extends InterventionKind> = (typeof interventionKinds)[K]['facts'];

/** A schema with the fields `common`, the kind, and the facts of that kind. */
export function ofEachIntervention<S extends z.ZodRawShape>(common: S) {
  const of = <K extends InterventionKind>(kind: K) =>
    z.strictObject({ ...common, kind: z.literal(kind), facts: interventionKinds[kind].facts as FactsOf<K> });
  return z.discriminatedUnion('kind', [
    of('paused'),
    of('timeAdded'),
    of('warned'),
    of('viewRequested'),
    of('admitted'),
    of('lateEntryAllowed'),
    of('noShowMarked'),
    of('terminated'),
    of('snoozed'),
    of('handedOver'),
  ]);
}

/** A kind with its facts, as it lies in the database. */
export const interventionFacts = ofEachIntervention({});
export type InterventionFacts = z.infer<typeof interventionFacts>;
