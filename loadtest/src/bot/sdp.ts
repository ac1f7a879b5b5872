import type { DtlsParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';
import { videoPayloadType } from '../rtp/packetTemplate.ts';
import { attributesOf, type MediaSection } from './mediaSection.ts';

const sdpOf = (lines: readonly string[]) => `${lines.join('\r\n')}\r\n`;

/** What the server must know of a bot's DTLS: it takes the client's part, as browsers do. Throws an Error on any other hash. */
export function dtlsParametersOf(offer: string): DtlsParameters {
  const value = /^a=fingerprint:sha-256 (\S+)/im.exec(offer)?.[1];
  if (!value) throw new Error('the offer has no SHA-256 fingerprint');
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] };
}

/**
 * The offer as a server that speaks SDP is to see it: with the feedback our server is asked for (no REMB beside
 * transport-wide feedback), and without candidates: a server that is sent to first may answer sooner than libdatachannel has
 * read its answer.
 */
export function offerToSend(offer: string): string {
  const unsaid = /^a=(rtcp-fb:\d+ goog-remb|candidate:|end-of-candidates)/;
  const lines = offer.trimEnd().split(/\r?\n/);
  return sdpOf(lines.filter((line) => !unsaid.test(line)));
}

/** A description without candidates, and its candidates, each once: bundled sections repeat them. */
export function splitCandidates(sdp: string): { description: string; candidates: string[] } {
  const lines = sdp.trimEnd().split(/\r?\n/);
  const isCandidate = (line: string) => line.startsWith('a=candidate:');
  return {
    description: sdpOf(lines.filter((line) => !isCandidate(line) && line !== 'a=end-of-candidates')),
    candidates: [...new Set(lines.filter(isCandidate))],
  };
}

/** The answer of our server, which speaks in transport options: all sections bundled on its UDP candidates. */
export function answerOf(transport: TransportOptions, sections: readonly MediaSection[]): string {
  return answerWith(
    transport,
    'recvonly',
    sections.map(({ mid }) => ({ mid, attributes: attributesOf() })),
  );
}

/** The answer of our server to somebody who watches, in one section for all streams. */
export function receivingAnswerOf(transport: TransportOptions): string {
  return answerWith(transport, 'sendonly', [{ mid: '0', attributes: [] }]);
}

function answerWith(
  { iceParameters, iceCandidates, dtlsParameters }: TransportOptions,
  direction: 'recvonly' | 'sendonly',
  sections: readonly { mid: string; attributes: readonly string[] }[],
): string {
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (!fingerprint) throw new Error('the server has no SHA-256 fingerprint');
  const candidates = iceCandidates.filter(({ protocol }) => protocol === 'udp');
  return sdpOf([
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${sections.map(({ mid }) => mid).join(' ')}`,
    ...sections.flatMap(({ mid, attributes }) => [
      `m=video 9 UDP/TLS/RTP/SAVPF ${videoPayloadType}`,
      'c=IN IP4 0.0.0.0',
      `a=mid:${mid}`,
      `a=${direction}`,
      'a=rtcp-mux',
      `a=rtpmap:${videoPayloadType} VP8/90000`,
      ...attributes,
      `a=ice-ufrag:${iceParameters.usernameFragment}`,
      `a=ice-pwd:${iceParameters.password}`,
      `a=fingerprint:sha-256 ${fingerprint.value}`,
      'a=setup:passive',
      ...candidates.map(
        ({ foundation, priority, address, port }) =>
          `a=candidate:${foundation} 1 UDP ${priority} ${address} ${port} typ host`,
      ),
      'a=end-of-candidates',
    ]),
  ]);
}
