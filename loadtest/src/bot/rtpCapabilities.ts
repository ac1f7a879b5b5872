import type { RtpCapabilities } from '@invigil/contract/rtp';
import { videoClockRate, videoPayloadType } from '../rtp/packetTemplate.ts';

/** What a proctor of ours receives: without bandwidth feedback, so that the server sends the step that is asked for and guesses nothing. */
export const rtpCapabilities: RtpCapabilities = {
  codecs: [
    {
      kind: 'video',
      mimeType: 'video/VP8',
      preferredPayloadType: videoPayloadType,
      clockRate: videoClockRate,
      rtcpFeedback: [{ type: 'nack', parameter: 'pli' }],
    },
  ],
};
