import type { ConnectionThresholds } from '@invigil/contract/deviceCheckSteps';
import { limits } from '@invigil/contract/limits';

/**
 * What a webcam and a whole screen need to be sent is about 1.5 Mbit/s at their best, and less than a third of that is
 * still watched; documents and answers ask for little. Good is what leaves room for both at once.
 */
export const connectionThresholds: ConnectionThresholds = {
  goodDownloadKbps: 5_000,
  leastDownloadKbps: 1_000,
  goodUploadKbps: 3_000,
  leastUploadKbps: 500,
  goodRoundTripMs: 150,
  mostRoundTripMs: 600,
  autosaveMs: limits.autosaveMs,
};
