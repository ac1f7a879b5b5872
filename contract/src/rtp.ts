import { z } from 'zod';

/**
 * RTP, ICE and DTLS parameters as bounded schemas: sizes and alphabets are checked here, before anything reaches a
 * media worker; mediasoup stays the judge of RTP semantics. The shapes are those of mediasoup's `RtpParameters`,
 * `RtpCapabilities`, `IceParameters`, `IceCandidate` and `DtlsParameters` (media-server has a type test for it).
 */
const token = (max: number) => z.string().regex(new RegExp(`^[\\w./:+=-]{1,${max}}$`));
const ssrc = z.int().min(1).max(0xffff_ffff);
const payloadType = z.int().min(0).max(127);
const clockRate = z.int().min(8_000).max(192_000);
const mimeType = z.string().regex(/^(audio|video)\/[\w.-]{1,24}$/);
const fmtpParameters = z
  .record(token(48), z.union([z.string().max(128), z.number(), z.boolean(), z.null()]))
  .refine((parameters) => Object.keys(parameters).length <= 24, 'too many codec parameters');
const rtcpFeedback = z.strictObject({ type: token(24), parameter: z.string().max(24).optional() });

export const mediaKind = z.enum(['audio', 'video']);

/** The header extensions mediasoup knows (its type `RtpHeaderExtensionUri`). */
const headerExtensionUri = z.enum([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'urn:3gpp:video-orientation',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'urn:ietf:params:rtp-hdrext:toffset',
  'http://www.webrtc.org/experiments/rtp-hdrext/playout-delay',
  'urn:mediasoup:params:rtp-hdrext:packet-id',
]);

export const rtpParameters = z.strictObject({
  mid: token(32).optional(),
  msid: z.string().max(200).optional(),
  codecs: z
    .array(
      z.strictObject({
        mimeType,
        payloadType,
        clockRate,
        channels: z.int().min(1).max(8).optional(),
        parameters: fmtpParameters.optional(),
        rtcpFeedback: z.array(rtcpFeedback).max(12).optional(),
      }),
    )
    .min(1)
    .max(4),
  headerExtensions: z
    .array(
      z.strictObject({
        uri: headerExtensionUri,
        id: z.int().min(1).max(255),
        encrypt: z.boolean().optional(),
        parameters: fmtpParameters.optional(),
      }),
    )
    .max(16)
    .optional(),
  encodings: z
    .array(
      z.strictObject({
        ssrc: ssrc.optional(),
        rid: token(16).optional(),
        codecPayloadType: payloadType.optional(),
        rtx: z.strictObject({ ssrc }).optional(),
        dtx: z.boolean().optional(),
        scalabilityMode: token(16).optional(),
        maxBitrate: z.int().min(1).max(50_000_000).optional(),
      }),
    )
    .min(1)
    .max(3)
    .optional(),
  rtcp: z.strictObject({ cname: z.string().max(256).optional(), reducedSize: z.boolean().optional() }).optional(),
});
export type RtpParameters = z.infer<typeof rtpParameters>;

export const rtpCapabilities = z.strictObject({
  codecs: z
    .array(
      z.strictObject({
        kind: mediaKind,
        mimeType,
        preferredPayloadType: payloadType,
        clockRate,
        channels: z.int().min(1).max(8).optional(),
        parameters: fmtpParameters.optional(),
        rtcpFeedback: z.array(rtcpFeedback).max(12).optional(),
      }),
    )
    .max(64)
    .optional(),
  headerExtensions: z
    .array(
      z.strictObject({
        kind: mediaKind,
        uri: headerExtensionUri,
        preferredId: z.int().min(1).max(255),
        preferredEncrypt: z.boolean().optional(),
        direction: z.enum(['sendrecv', 'sendonly', 'recvonly', 'inactive']).optional(),
      }),
    )
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilities>;

export const iceParameters = z.strictObject({
  usernameFragment: token(256),
  password: token(256),
  iceLite: z.boolean().optional(),
});

export const iceCandidate = z.strictObject({
  foundation: z.string().max(64),
  priority: z.int().min(0),
  ip: z.string().max(255),
  address: z.string().max(255),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int().min(1).max(65_535),
  type: z.literal('host'),
  tcpType: z.literal('passive').optional(),
});

/**
 * At least one fingerprint of a hash that is still trusted: SHA-1 is refused, and so is an empty list, which killed
 * mediasoup workers before 3.6.37. The length is that of the hash, in colon-separated hex.
 */
const hexOctets = (octets: number) => z.string().regex(new RegExp(`^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){${octets - 1}}$`));
export const dtlsParameters = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.discriminatedUnion('algorithm', [
        z.strictObject({ algorithm: z.literal('sha-256'), value: hexOctets(32) }),
        z.strictObject({ algorithm: z.literal('sha-384'), value: hexOctets(48) }),
        z.strictObject({ algorithm: z.literal('sha-512'), value: hexOctets(64) }),
      ]),
    )
    .min(1)
    .max(5),
});
export type DtlsParameters = z.infer<typeof dtlsParameters>;

/** What a mediasoup transport announces of itself: one fingerprint for every hash it computes, SHA-1 included. */
export const dtlsParametersOfServer = z.strictObject({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.strictObject({
        algorithm: z.enum(['sha-1', 'sha-224', 'sha-256', 'sha-384', 'sha-512']),
        value: z.string().regex(/^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){19,63}$/),
      }),
    )
    .min(1)
    .max(5),
});
