import { z } from 'zod';
import { errorInside } from '../errors.ts';
import { deviceId, pageId, sittingId } from '../ids.ts';
import { sharedSurface } from '../incidentKinds.ts';
import { sittingState } from '../sittingStates.ts';
import { source } from '../sources.ts';
import { examHeading, examKind, examRules, examState } from './exam.ts';
import { idempotencyKey } from './fields.ts';
import { candidateOnly, instant, route } from './route.ts';
import { writingState } from './writing.ts';

/** What stands before a start, in the order in which it is asked. */
export const entryGates = ['window', 'device', 'technicalTest', 'elsewhere', 'terms', 'captures', 'admission'] as const;
export const entryGate = z.enum(entryGates);
export type EntryGate = z.infer<typeof entryGate>;

const oneSitting = z.strictObject({ sittingId });

export const sittingEntry = z.object({
  serverTime: instant,
  sittingId,
  state: sittingState,
  extraMinutes: z.int(),
  exam: examHeading.extend({
    kind: examKind,
    state: examState,
    durationMinutes: z.int(),
    instructions: z.string(),
    rules: examRules,
    questionCount: z.int(),
    documentCount: z.int(),
  }),
  /** The current terms of use in my language, and when I accepted them for this exam. */
  terms: z.object({
    version: z.int(),
    title: z.string(),
    text: z.string(),
    acceptedAt: instant.nullable(),
  }),
  /** Every gate, in order; null where it is open. */
  gates: z.array(z.object({ gate: entryGate, error: errorInside.nullable() })),
});
export type SittingEntry = z.infer<typeof sittingEntry>;

/** A source that is shared, and for the screen what the browser says that it is. */
const capture = z.strictObject({ source, surface: sharedSurface.optional() });

export const entryRoutes = {
  sittingEntry: route({
    method: 'GET',
    path: '/api/sittings/:sittingId/entry',
    summary: 'What I need to know before I start, and what stands before it on this device.',
    may: candidateOnly,
    params: oneSitting,
    query: z.strictObject({ deviceId: deviceId.optional(), pageId: pageId.optional() }),
    reply: sittingEntry,
  }),
  acceptExamTerms: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/terms',
    summary: 'Accept the current terms of use for this exam. Fails with stale when another version is current.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ version: z.int().min(1).max(1_000_000) }),
    reply: z.object({ acceptedAt: instant }),
  }),
  enterLobby: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/lobby',
    summary:
      'Wait to be let in: everything else that stands before my start is done. Fails like startSitting. Answers at once when I was let in before.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ deviceId, pageId }),
    reply: z.object({ enteredAt: instant, admittedAt: instant.nullable() }),
  }),
  startSitting: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/start',
    summary:
      'Start to write; the time runs from the answer on. The same key again starts nothing twice. Fails with the first gate that is closed, in this order: alreadySubmitted, sittingOver, examCancelled, examNotOpen, examClosed, lateEntryClosed, deviceNotValidated, technicalTestRequired, openElsewhere, examTermsRequired, captureMissing, surfaceNotMonitor, secondDisplayRefused, notAdmitted.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({
      key: idempotencyKey,
      pageId,
      deviceId,
      captures: z.array(capture).max(3),
      /** Whether the browser sees more than one display, as far as it can tell. */
      secondDisplay: z.enum(['none', 'connected', 'unknown']),
      /** Takes the writing from another page that holds it. */
      takeOver: z.boolean(),
    }),
    reply: writingState,
  }),
} as const;
