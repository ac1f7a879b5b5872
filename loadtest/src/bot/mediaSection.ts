import type { RtpParameters } from '@invigil/contract/rtp';
import type { VideoSource } from '../frames/clip.ts';
import { headerExtensions } from '../rtp/headerExtensions.ts';
import { videoClockRate, videoPayloadType } from '../rtp/packetTemplate.ts';

/** One published source of a bot, as it stands in its offer: a media section with one encoding. */
export interface MediaSection {
  source: VideoSource;
  mid: string;
  ssrc: number;
  cname: string;
}

/** What a bot asks of any server: retransmission, key frames and bandwidth feedback, as a browser does of ours. */
const feedback = ['nack', 'nack pli', 'ccm fir', 'transport-cc'] as const;
/** What libdatachannel asks for by itself with every video codec. */
const impliedFeedback = ['nack', 'nack pli', 'goog-remb'];

/** The attribute lines of a section that libdatachannel does not write by itself. */
export function attributesOf(): string[] {
  return [
    ...Object.values(headerExtensions).map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    ...feedback
      .filter((kind) => !impliedFeedback.includes(kind))
      .map((kind) => `a=rtcp-fb:${videoPayloadType} ${kind}`),
  ];
}

/** The same section for our server, which is told RTP parameters instead of an offer. */
export function rtpParametersOf({ mid, ssrc, cname }: MediaSection): RtpParameters {
  return {
    mid,
    codecs: [
      {
        mimeType: 'video/VP8',
        payloadType: videoPayloadType,
        clockRate: videoClockRate,
        rtcpFeedback: feedback.map((kind) => {
          const [type = kind, parameter] = kind.split(' ');
          return parameter ? { type, parameter } : { type };
        }),
      },
    ],
    headerExtensions: Object.values(headerExtensions).map(({ id, uri }) => ({ id, uri })),
    encodings: [{ ssrc }],
    rtcp: { cname, reducedSize: true },
  };
}
