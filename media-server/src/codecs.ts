import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { types } from 'mediasoup';

/**
 * What a router can carry. A source's codec is chosen in `contract/sources.ts`; a codec must stand here to be chosen.
 * mediasoup adds the retransmission codec and the feedback of each by itself.
 */
export const routerCodecs: types.RouterRtpCodecCapability[] = [
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2 },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  { kind: 'video', mimeType: 'video/AV1', clockRate: 90_000 },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/**
 * The header extensions offered to browsers. Each one is parsed and written again for every packet, so only those that
 * carry their weight are offered: finding the stream (mid), bandwidth estimation (transport-wide-cc) and what AV1 cannot do
 * without.
 */
const offeredExtensions: ReadonlySet<string> = new Set([
  'urn:ietf:params:rtp-hdrext:sdes:mid',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
  'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension',
]);

/** A router's capabilities as a browser is offered them. */
export function offeredCapabilities(router: types.RtpCapabilities): types.RtpCapabilities {
  return {
    codecs: router.codecs,
    headerExtensions: router.headerExtensions?.filter(({ uri }) => offeredExtensions.has(uri)),
  };
}

/**
 * The part of a watcher's capabilities that matters for one stream. mediasoup copies the capabilities several times for
 * every consumer, and a browser lists some thirty codecs.
 */
export function capabilitiesFor(stream: types.RtpParameters, watcher: RtpCapabilities): RtpCapabilities {
  const carried = new Set(stream.codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  const kind = stream.codecs[0]?.mimeType.toLowerCase().startsWith('audio/') ? 'audio' : 'video';
  return {
    codecs: watcher.codecs?.filter(
      ({ mimeType }) => carried.has(mimeType.toLowerCase()) || mimeType.toLowerCase() === `${kind}/rtx`,
    ),
    headerExtensions: watcher.headerExtensions?.filter((extension) => extension.kind === kind),
  };
}
