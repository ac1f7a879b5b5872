import type { ConnectionThresholds } from '@invigil/contract/deviceCheckSteps';
import { limits } from '@invigil/contract/limits';

/**
 * The text of a screen takes about 150 kbit/s while it scrolls and a tenth of that while it is written, a webcam's tile 80, and
 * answers next to nothing: a line of 250 kbit/s up, of which a fifth goes into overhead, carries an exam. Documents want some
 * speed down. A long way to the server costs nobody anything but a moment.
 */
export const connectionThresholds: ConnectionThresholds = {
  goodDownloadKbps: 1_000,
  leastDownloadKbps: 300,
  goodUploadKbps: 200,
  leastUploadKbps: 100,
  goodRoundTripMs: 400,
  mostRoundTripMs: 1_000,
  autosaveMs: limits.autosaveMs,
};
