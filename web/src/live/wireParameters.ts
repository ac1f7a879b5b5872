import type { DtlsParameters, RtpCapabilities, RtpParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import type { types } from 'mediasoup-client';

/** Leaves out what the wire does not carry: `active`, frame rates and scaling are the sender's own business. */
export function rtpParametersOf(parameters: types.RtpParameters): RtpParameters {
  const { mid, msid, codecs, headerExtensions, encodings, rtcp } = parameters;
  return {
    mid,
    msid,
    codecs: codecs.map((codec) => ({ ...codec, parameters: fmtp(codec.parameters) })),
    headerExtensions: headerExtensions?.map(({ uri, id, encrypt, parameters: own }) => ({
      uri,
      id,
      encrypt,
      parameters: fmtp(own),
    })),
    encodings: encodings?.map(({ ssrc, rid, codecPayloadType, rtx, dtx, scalabilityMode, maxBitrate }) => ({
      ssrc,
      rid,
      codecPayloadType,
      rtx,
      dtx,
      scalabilityMode,
      maxBitrate,
    })),
    rtcp: { cname: rtcp?.cname, reducedSize: rtcp?.reducedSize },
  };
}

export function rtpCapabilitiesOf({ codecs, headerExtensions }: types.RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs?.map((codec) => ({ ...codec, parameters: fmtp(codec.parameters) })),
    headerExtensions: headerExtensions?.map(({ kind, uri, preferredId, preferredEncrypt, direction }) => ({
      kind,
      uri,
      preferredId,
      preferredEncrypt,
      direction,
    })),
  };
}

/** What mediasoup-client needs to open its side. */
export function clientTransportOptions(
  { transportId, iceParameters, iceCandidates, dtlsParameters }: TransportOptions,
  iceServers: RTCIceServer[],
): types.TransportOptions {
  return {
    id: transportId,
    iceParameters,
    iceCandidates,
    dtlsParameters: dtlsParametersOf(dtlsParameters),
    iceServers,
  };
}

/** Only fingerprints of hashes that are still trusted, in either direction. */
export function dtlsParametersOf({ role, fingerprints }: TransportOptions['dtlsParameters']): DtlsParameters {
  return {
    role,
    fingerprints: fingerprints.flatMap(({ algorithm, value }) =>
      algorithm === 'sha-256' || algorithm === 'sha-384' || algorithm === 'sha-512' ? [{ algorithm, value }] : [],
    ),
  };
}

type Fmtp = Record<string, string | number | boolean | null>;

function fmtp(parameters: Record<string, unknown> | undefined): Fmtp | undefined {
  if (parameters === undefined) return undefined;
  const known: Fmtp = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
      known[name] = value;
    }
  }
  return known;
}
