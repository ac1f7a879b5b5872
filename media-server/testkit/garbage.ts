import type { DtlsParameters, RtpCapabilities, RtpParameters } from '@invigil/contract/rtp';
import { dtlsParameters, rtpCapabilities, rtpParameters } from '@invigil/contract/rtp';
import fc from 'fast-check';

/** Parameters that pass the contract's schemas, and mean nothing, or nearly something. */

const mimeType = fc.constantFrom(
  ...['video/VP8', 'video/vp8', 'video/VP9', 'video/AV1', 'video/H264', 'video/rtx', 'video/ulpfec', 'video/x.-_'],
  ...['audio/opus', 'audio/OPUS', 'audio/PCMU', 'audio/rtx', 'audio/telephone-event', 'audio/multiopus'],
);
const ssrc = fc.oneof(fc.constantFrom(1, 2, 1_000, 0xffff_ffff), fc.integer({ min: 1, max: 0xffff_ffff }));
const payloadType = fc.oneof(fc.constantFrom(96, 97, 100, 101), fc.integer({ min: 0, max: 127 }));
const word = fc.stringMatching(/^[\w./:+=-]{1,16}$/);
const scalabilityMode = fc.oneof(
  fc.constantFrom('L1T3', 'S2T1', 'L3T3_KEY', 'L9T9', 'L0T0', 'L99T99', 'S9T9', 'L1T0', 'L255T255', 'L256T1'),
  word,
);

const fmtpValue = fc.oneof(
  fc.string({ maxLength: 128 }),
  fc.constantFrom('42e01f', '4d0032', '', '0', '-1', 'NaN'),
  fc.constantFrom(0, 1, -1, 0.5, 2 ** 31, -(2 ** 31), 2 ** 53, 1e308, 96, 97, 100, 101),
  fc.boolean(),
  fc.constant(null),
);
const fmtpName = fc.oneof(
  fc.constantFrom('apt', 'profile-id', 'packetization-mode', 'profile-level-id', 'level-asymmetry-allowed'),
  fc.constantFrom('usedtx', 'useinbandfec', 'num_streams', 'channel_mapping', 'x-google-start-bitrate', '__proto__'),
  word,
);
const parameters = fc.dictionary(fmtpName, fmtpValue, { maxKeys: 6 });
const rtcpFeedback = fc.array(
  fc.record(
    {
      type: fc.oneof(fc.constantFrom('nack', 'ccm', 'goog-remb', 'transport-cc'), word),
      parameter: fc.oneof(fc.constantFrom('pli', 'fir', '', 'app'), fc.string({ maxLength: 24 })),
    },
    { requiredKeys: ['type'] },
  ),
  { maxLength: 5 },
);
const clockRate = fc.constantFrom(8_000, 48_000, 90_000, 90_001, 192_000);
const channels = fc.integer({ min: 1, max: 8 });
const uri = fc.constantFrom(
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id',
  'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time',
  'urn:mediasoup:params:rtp-hdrext:packet-id',
);

const headerExtensions = fc.array(
  fc.record(
    { uri, id: fc.integer({ min: 1, max: 255 }), encrypt: fc.boolean(), parameters },
    { requiredKeys: ['uri', 'id'] },
  ),
  { maxLength: 16 },
);
const encodings = fc.array(
  fc.record(
    {
      ssrc,
      rid: fc.oneof(fc.constantFrom('r0', 'r1'), word),
      codecPayloadType: payloadType,
      rtx: fc.record({ ssrc }),
      dtx: fc.boolean(),
      scalabilityMode,
      maxBitrate: fc.integer({ min: 1, max: 50_000_000 }),
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 3 },
);
const rtcp = fc.record({ cname: fc.string({ maxLength: 256 }), reducedSize: fc.boolean() }, { requiredKeys: [] });
const mid = fc.oneof(fc.constantFrom('0', '1'), fc.stringMatching(/^[\w./:+=-]{1,32}$/));

const thatPass = (raw: fc.Arbitrary<object>): fc.Arbitrary<RtpParameters> =>
  raw.filter((one) => rtpParameters.safeParse(one).success).map((one) => rtpParameters.parse(one));

export const garbageRtpParameters = thatPass(
  fc.record(
    {
      ...{ mid, msid: fc.string({ maxLength: 200 }), headerExtensions, encodings, rtcp },
      codecs: fc.array(
        fc.record(
          { mimeType, payloadType, clockRate, channels, parameters, rtcpFeedback },
          { requiredKeys: ['mimeType', 'payloadType', 'clockRate'] },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    },
    { requiredKeys: ['codecs'] },
  ),
);

const feedback = fc.subarray([{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }]);
const fewSsrcs = fc.integer({ min: 1, max: 4 });

/** Parameters that a worker mostly takes: its own codecs, few SSRCs that clash, extensions and layers as they come. */
export const nearlyRightRtpParameters = thatPass(
  fc.record(
    {
      ...{ mid, headerExtensions, rtcp },
      codecs: fc
        .tuple(fc.constantFrom('video/VP8', 'video/VP9', 'video/AV1'), payloadType, payloadType, feedback, fc.boolean())
        .map(([media, type, rtxType, rtcpFeedback, withRtx]) => [
          { mimeType: media, payloadType: type, clockRate: 90_000, rtcpFeedback },
          ...(withRtx
            ? [{ mimeType: 'video/rtx', payloadType: rtxType, clockRate: 90_000, parameters: { apt: type } }]
            : []),
        ]),
      encodings: fc.array(
        fc.record(
          {
            ...{ ssrc: fewSsrcs, rtx: fc.record({ ssrc: fewSsrcs }), dtx: fc.boolean() },
            ...{ rid: fc.constantFrom('r0', 'r1'), scalabilityMode: fc.constantFrom('L1T1', 'L1T3', 'L2T3', 'L9T9') },
          },
          { requiredKeys: [] },
        ),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ['codecs'] },
  ),
);

export const garbageCapabilities: fc.Arbitrary<RtpCapabilities> = fc
  .record(
    {
      codecs: fc.array(
        fc.record(
          {
            ...{ kind: fc.constantFrom('audio' as const, 'video' as const), mimeType, clockRate, channels },
            ...{ preferredPayloadType: payloadType, parameters, rtcpFeedback },
          },
          { requiredKeys: ['kind', 'mimeType', 'preferredPayloadType', 'clockRate'] },
        ),
        { maxLength: 12 },
      ),
      headerExtensions: fc.array(
        fc.record(
          {
            ...{ kind: fc.constantFrom('audio' as const, 'video' as const), uri },
            ...{ preferredId: fc.integer({ min: 1, max: 255 }), preferredEncrypt: fc.boolean() },
            direction: fc.constantFrom('sendrecv', 'sendonly', 'recvonly', 'inactive'),
          },
          { requiredKeys: ['kind', 'uri', 'preferredId'] },
        ),
        { maxLength: 12 },
      ),
    },
    { requiredKeys: [] },
  )
  .filter((raw) => rtpCapabilities.safeParse(raw).success)
  .map((raw) => rtpCapabilities.parse(raw));

const octets = (count: number) =>
  fc
    .array(fc.integer({ min: 0, max: 255 }), { minLength: count, maxLength: count })
    .map((all) => all.map((octet) => octet.toString(16).padStart(2, '0')).join(':'))
    .chain((value) => fc.constantFrom(value, value.toUpperCase()));

export const garbageDtls: fc.Arbitrary<DtlsParameters> = fc
  .record(
    {
      role: fc.constantFrom('auto', 'client', 'server'),
      fingerprints: fc.array(
        fc.oneof(
          octets(32).map((value) => ({ algorithm: 'sha-256', value })),
          octets(48).map((value) => ({ algorithm: 'sha-384', value })),
          octets(64).map((value) => ({ algorithm: 'sha-512', value })),
        ),
        { minLength: 1, maxLength: 5 },
      ),
    },
    { requiredKeys: ['fingerprints'] },
  )
  .map((raw) => dtlsParameters.parse(raw));
