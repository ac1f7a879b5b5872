import { z } from 'zod';
import { transportId } from './ids.ts';
import { dtlsParametersOfServer, iceCandidate, iceParameters } from './rtp.ts';

/** What mediasoup-client needs to create its side of a WebRtcTransport. */
export const transportOptions = z.strictObject({
  transportId,
  iceParameters,
  iceCandidates: z.array(iceCandidate).min(1).max(16),
  dtlsParameters: dtlsParametersOfServer,
});
export type TransportOptions = z.infer<typeof transportOptions>;

/** One entry of `RTCConfiguration.iceServers`. */
export const iceServer = z.strictObject({
  urls: z.array(z.string().max(255)).min(1).max(4),
  username: z.string().max(255).optional(),
  credential: z.string().max(255).optional(),
});
export type IceServer = z.infer<typeof iceServer>;
