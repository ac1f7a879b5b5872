import { randomUUID } from 'node:crypto';
import { streamId, transportId, watchId } from '@invigil/contract/ids';
import type { DtlsParameters, RtpCapabilities, RtpParameters } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import type { TransportOptions } from '@invigil/contract/transports';

export const newTransportId = () => transportId.parse(randomUUID());
export const newStreamId = () => streamId.parse(randomUUID());
export const newWatchId = () => watchId.parse(randomUUID());

const fingerprint = { algorithm: 'sha-256' as const, value: Array.from({ length: 32 }, () => 'AB').join(':') };

export const someCapabilities: RtpCapabilities = {
  codecs: [{ kind: 'video', mimeType: 'video/VP8', preferredPayloadType: 96, clockRate: 90_000 }],
  headerExtensions: [],
};

export const someRtp: RtpParameters = {
  codecs: [{ mimeType: 'video/VP8', payloadType: 96, clockRate: 90_000 }],
  encodings: [{ ssrc: 1_111 }],
};

export const someVoiceRtp: RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 2_222 }],
};

export const someDtls: DtlsParameters = { role: 'client', fingerprints: [fingerprint] };

/** With 16 candidates it is as large as a transport gets, about 8 KiB. */
export function someTransport({ candidates = 1 } = {}): TransportOptions {
  const address = candidates === 1 ? '127.0.0.1' : 'a'.repeat(200);
  return {
    transportId: newTransportId(),
    iceParameters: { usernameFragment: 'fragment', password: 'password', iceLite: true },
    iceCandidates: Array.from({ length: candidates }, (_, i) => ({
      foundation: 'udpcandidate',
      priority: 1_076_558_079,
      ip: address,
      address,
      protocol: 'udp' as const,
      port: 40_000 + i,
      type: 'host' as const,
    })),
    dtlsParameters: { role: 'auto', fingerprints: [fingerprint] },
  };
}

export const someStream = (source: Source, trackId: string = randomUUID()): StreamToPublish => ({
  trackId,
  source,
  kind: source === 'microphone' ? 'audio' : 'video',
  rtpParameters: someRtp,
});
