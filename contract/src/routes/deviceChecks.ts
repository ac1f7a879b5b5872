import { z } from 'zod';
import {
  checkedDevice,
  checkedStep,
  connectionThresholds,
  deviceCheckKind,
  deviceCheckSteps,
} from '../deviceCheckSteps.ts';
import { checkId, deviceId } from '../ids.ts';
import { limits } from '../limits.ts';
import { candidateOnly, instant, route } from './route.ts';
import { joinGrant } from './sittings.ts';

const oneCheck = z.strictObject({ checkId });
/** The first save has revision 1. */
const checkText = z.object({ text: z.string(), revision: z.int() });

export const startedCheck = z.object({
  checkId,
  serverTime: instant,
  /** The check is over then, whatever it found. */
  endsAt: instant,
  /** Admits to a live sitting and a room that both have the id of the check: no proctor is in it. */
  join: joinGrant,
  thresholds: connectionThresholds,
});
export type StartedCheck = z.infer<typeof startedCheck>;

export const finishedCheck = z.object({
  passed: z.boolean(),
  /** As the server settled them: a source that it never saw live has failed with notSeenByServer. */
  steps: z.array(checkedStep),
  checkedAt: instant,
  /** Of a check that passed: a compact JWS of a `deviceReceipt`, and until when it counts. */
  receipt: z.string().nullable(),
  validUntil: instant.nullable(),
});
export type FinishedCheck = z.infer<typeof finishedCheck>;

export const deviceCheckRoutes = {
  startDeviceCheck: route({
    method: 'POST',
    path: '/api/device-checks',
    summary:
      'Begin to check my device, with a pass for its live connection. Fails with stale for a delta without a full check.',
    may: candidateOnly,
    body: z.strictObject({ kind: deviceCheckKind, deviceId }),
    reply: startedCheck,
  }),
  saveCheckText: route({
    method: 'PUT',
    path: '/api/device-checks/:checkId/text',
    summary: 'Save what I type in the writing part of a check. Fails with stale when it was saved from elsewhere.',
    may: candidateOnly,
    params: oneCheck,
    body: z.strictObject({
      text: z.string().max(limits.checkTextCharacters),
      baseRevision: z.int().min(0).max(1_000_000),
    }),
    reply: z.object({ revision: z.int(), savedAt: instant }),
  }),
  checkText: route({
    method: 'GET',
    path: '/api/device-checks/:checkId/text',
    summary: 'What was saved in the writing part of a check.',
    may: candidateOnly,
    params: oneCheck,
    reply: checkText,
  }),
  speedProbe: route({
    method: 'GET',
    path: '/api/speed-probe',
    summary: 'So many bytes that cannot be compressed, to measure a connection with.',
    may: candidateOnly,
    query: z.strictObject({ bytes: z.coerce.number().int().min(1).max(limits.speedProbeBytes) }),
    download: 'application/octet-stream',
  }),
  finishDeviceCheck: route({
    method: 'POST',
    path: '/api/device-checks/:checkId/finish',
    summary: 'End a check. Asked again, answers the same. Fails with checkTimedOut.',
    may: candidateOnly,
    params: oneCheck,
    body: z.strictObject({ device: checkedDevice, steps: z.array(checkedStep).max(deviceCheckSteps.length) }),
    reply: finishedCheck,
  }),
  deviceReceiptKey: route({
    method: 'GET',
    path: '/api/device-receipt-key',
    summary: 'The public key with which anybody can check the receipt of a device check.',
    may: 'anyone',
    reply: z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), alg: z.literal('EdDSA') }),
  }),
} as const;
