import type { DtlsParameters } from '@invigil/contract/rtp';
import type { TransportOptions } from '@invigil/contract/transports';

/** The DTLS parameters in a bot's offer; a bot is always the DTLS client. */
export function dtlsOf(offer: string): DtlsParameters {
  const value = /a=fingerprint:sha-256 (\S+)/i.exec(offer)?.[1];
  if (!value) throw new Error('the offer has no SHA-256 fingerprint');
  return { role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] };
}

export type Protocol = 'udp' | 'tcp';

/** The line of the media section and its codec, of each kind that bots speak. */
const sections = {
  video: ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=rtpmap:96 VP8/90000'],
  audio: ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 opus/48000/2'],
} as const;

/** The server's answer to an offer with one section. */
export function answerOf(
  { iceParameters, iceCandidates, dtlsParameters }: TransportOptions,
  direction: 'recvonly' | 'sendonly',
  over: Protocol = 'udp',
  kind: keyof typeof sections = 'video',
): string {
  const [section, codec] = sections[kind];
  const candidate = iceCandidates.find(({ protocol }) => protocol === over);
  const fingerprint = dtlsParameters.fingerprints.find(({ algorithm }) => algorithm === 'sha-256');
  if (!candidate || !fingerprint) throw new Error('the transport cannot be reached');
  const lines = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=ice-lite', 'a=group:BUNDLE 0'],
    ...[section, 'c=IN IP4 127.0.0.1', 'a=mid:0', `a=${direction}`, 'a=rtcp-mux'],
    ...[codec, `a=ice-ufrag:${iceParameters.usernameFragment}`, `a=ice-pwd:${iceParameters.password}`],
    ...[`a=fingerprint:sha-256 ${fingerprint.value}`, 'a=setup:passive'],
    over === 'udp'
      ? `a=candidate:1 1 UDP 2130706431 ${candidate.address} ${candidate.port} typ host`
      : `a=candidate:1 1 TCP 2105524479 ${candidate.address} ${candidate.port} typ host tcptype passive`,
    'a=end-of-candidates',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
