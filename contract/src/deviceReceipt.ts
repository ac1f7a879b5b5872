import { z } from 'zod';
import { deviceCheckStep, stepOutcome } from './deviceCheckSteps.ts';
import { checkId, deviceId, personId } from './ids.ts';

/** The issuer of receipts, which are compact JWS signed with EdDSA by the key of `deviceReceiptKey`. */
export const deviceReceiptIssuer = 'invigil-device-check';

/** What a receipt says: that this person's device passed, when, and until when that counts. */
export const deviceReceipt = z.object({
  iss: z.literal(deviceReceiptIssuer),
  sub: personId,
  checkId,
  deviceId,
  /** Browser and system in words. */
  device: z.string(),
  steps: z.array(z.object({ step: deviceCheckStep, outcome: stepOutcome })),
  /** Seconds since 1970. */
  iat: z.int(),
  exp: z.int(),
});
export type DeviceReceipt = z.infer<typeof deviceReceipt>;
