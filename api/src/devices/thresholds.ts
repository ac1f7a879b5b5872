import type { ConnectionThresholds } from '@invigil/contract/deviceCheckSteps';
import { limits } from '@invigil/contract/limits';

/**
 * The text of a screen takes about 150 kbit/s while it scrolls and a tenth of that while it is written, a webcam's tile 80, and
 * answers next to nothing. A line of 250 kbit/s up that loses a packet in twenty is estimated at half of that by Chrome, and
 * carries an exam: it is good. A long way to the server costs nobody anything but a moment.
 */
export const connectionThresholds: ConnectionThresholds = {
  goodDownloadKbps: 300,
  leastDownloadKbps: 100,
  goodUploadKbps: 120,
  leastUploadKbps: 50,
  goodRoundTripMs: 500,
  mostRoundTripMs: 1_000,
  autosaveMs: limits.autosaveMs,
};
