import { z } from 'zod';
import { deviceFault } from './deviceFaults.ts';

/** The steps of a device check, in their order. */
export const deviceCheckSteps = [
  'browser',
  'webcam',
  'microphone',
  'screen',
  'connection',
  'documents',
  'writing',
] as const;
export const deviceCheckStep = z.enum(deviceCheckSteps);
export type DeviceCheckStep = z.infer<typeof deviceCheckStep>;

/** All of it, or only what may have changed since the last full one: browser, webcam, screen and connection. */
export const deviceCheckKinds = ['full', 'delta'] as const;
export const deviceCheckKind = z.enum(deviceCheckKinds);
export type DeviceCheckKind = z.infer<typeof deviceCheckKind>;

/** `warned` works, and could be better; `skipped` was not asked for. Only `failed` fails a check. */
export const stepOutcomes = ['passed', 'warned', 'failed', 'skipped'] as const;
export const stepOutcome = z.enum(stepOutcomes);
export type StepOutcome = z.infer<typeof stepOutcome>;

/** What was measured or seen, in words: `downloadKbps`, `24000`. */
const fact = z.strictObject({ name: z.string().min(1).max(40), value: z.string().max(200) });

export const checkedStep = z.strictObject({
  step: deviceCheckStep,
  outcome: stepOutcome,
  /** What is wrong, of a step that failed or warns. */
  fault: deviceFault.nullable(),
  facts: z.array(fact).max(20),
});
export type CheckedStep = z.infer<typeof checkedStep>;

/** Browser and system as the page finds them, such as `Chrome 130` and `Windows 11`. */
export const checkedDevice = z.strictObject({
  browser: z.string().min(1).max(100),
  system: z.string().min(1).max(100),
});
export type CheckedDevice = z.infer<typeof checkedDevice>;

/** From which on the connection is good, and below which it warns, then fails. Kilobits a second and milliseconds. */
export const connectionThresholds = z.object({
  goodDownloadKbps: z.int(),
  leastDownloadKbps: z.int(),
  goodUploadKbps: z.int(),
  leastUploadKbps: z.int(),
  goodRoundTripMs: z.int(),
  mostRoundTripMs: z.int(),
  autosaveMs: z.int(),
});
export type ConnectionThresholds = z.infer<typeof connectionThresholds>;
