import { z } from 'zod';
import { questionId } from './ids.ts';
import { source } from './sources.ts';

/** Whether something failed, or somebody did something. It says what was seen, and judges nobody. */
export const incidentNatures = ['technical', 'conduct'] as const;
export const incidentNature = z.enum(incidentNatures);
export type IncidentNature = z.infer<typeof incidentNature>;

/** Who saw it: the candidate's page, the media plane, or the api. */
export const incidentReporters = ['page', 'media', 'server'] as const;
export const incidentReporter = z.enum(incidentReporters);
export type IncidentReporter = z.infer<typeof incidentReporter>;

/** What was shared instead of the entire screen, as the browser names it, or `other` when it does not. */
export const sharedSurface = z.enum(['monitor', 'window', 'browser', 'other']);
export type SharedSurface = z.infer<typeof sharedSurface>;

const nothing = z.strictObject({});
const ofSource = z.strictObject({ source });
const count = z.int().min(0).max(1_000_000);

interface IncidentRow {
  nature: IncidentNature;
  /** Who may report it. */
  by: readonly IncidentReporter[];
  facts: z.ZodObject;
}

/** Everything that is written down about a sitting. Facts are bounded and never hold what somebody wrote or pasted. */
export const incidentKinds = {
  shareStopped: { nature: 'conduct', by: ['page'], facts: ofSource },
  wrongSurface: {
    nature: 'conduct',
    by: ['page'],
    /** `times` counts the wrong choices so far. */
    facts: z.strictObject({ surface: sharedSurface, times: count }),
  },
  screenDenied: { nature: 'technical', by: ['page'], facts: nothing },
  cameraBlack: { nature: 'technical', by: ['page'], facts: nothing },
  cameraFrozen: { nature: 'technical', by: ['page'], facts: nothing },
  cameraUnplugged: { nature: 'technical', by: ['page'], facts: nothing },
  cameraDenied: { nature: 'technical', by: ['page'], facts: nothing },
  microphoneLost: { nature: 'technical', by: ['page'], facts: nothing },
  tabHidden: { nature: 'conduct', by: ['page'], facts: nothing },
  focusLost: { nature: 'conduct', by: ['page'], facts: nothing },
  fullscreenLeft: { nature: 'conduct', by: ['page'], facts: nothing },
  secondDisplay: { nature: 'conduct', by: ['page'], facts: nothing },
  pasted: {
    nature: 'conduct',
    by: ['page'],
    facts: z.strictObject({ questionId, characters: count, refused: z.boolean() }),
  },
  offline: { nature: 'technical', by: ['page'], facts: nothing },
  batteryLow: { nature: 'technical', by: ['page'], facts: z.strictObject({ percent: z.int().min(0).max(100) }) },
  slept: { nature: 'technical', by: ['page'], facts: z.strictObject({ seconds: count }) },
  streamLost: { nature: 'technical', by: ['media'], facts: ofSource },
  reconnected: { nature: 'technical', by: ['page', 'media'], facts: z.strictObject({ afterSeconds: count }) },
  takenOver: { nature: 'technical', by: ['media', 'server'], facts: nothing },
} as const satisfies Record<string, IncidentRow>;

export type IncidentKind = keyof typeof incidentKinds;
export const incidentKindNames = Object.keys(incidentKinds) as IncidentKind[];
export const incidentKind = z.enum(incidentKindNames);

/** A schema with the fields `common`, the kind, and the facts of that kind. */
export function ofEachKind<S extends z.ZodRawShape>(common: S) {
  const of = <K extends IncidentKind>(kind: K) =>
    z.strictObject({ ...common, kind: z.literal(kind), facts: incidentKinds[kind].facts as FactsOf<K> });
  return z.discriminatedUnion('kind', [
    of('shareStopped'),
    of('wrongSurface'),
    of('screenDenied'),
    of('cameraBlack'),
    of('cameraFrozen'),
    of('cameraUnplugged'),
    of('cameraDenied'),
    of('microphoneLost'),
    of('tabHidden'),
    of('focusLost'),
    of('fullscreenLeft'),
    of('secondDisplay'),
    of('pasted'),
    of('offline'),
    of('batteryLow'),
    of('slept'),
    of('streamLost'),
    of('reconnected'),
    of('takenOver'),
  ]);
}
type FactsOf<K extends IncidentKind> = (typeof incidentKinds)[K]['facts'];

/** A kind with its facts, as it lies in the database. */
export const incidentFacts = ofEachKind({});
export type IncidentFacts = z.infer<typeof incidentFacts>;
