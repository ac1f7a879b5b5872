import { AppError } from '@invigil/contract/errors';
import type { RtpParameters } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import { type Encoding, sourceProfiles } from '@invigil/contract/sources';

/** Up to this many frames a second, a still picture or one dropped frame is a pause that is no sign of trouble. */
const sparseFramerate = 5;

/**
 * Checks what mediasoup does not: that the parameters are those of the source.
 * @returns the parameters to publish with: sparse encodings are marked, so that mediasoup waits 5 s instead of 1.5 s
 * before it takes their silence for their end.
 * @throws {AppError} `invalid` when the kind is not the source's, `mediaRefused` for foreign codecs or too many encodings.
 */
export function publishable({ source, kind, rtpParameters }: StreamToPublish): RtpParameters {
  const profile = sourceProfiles[source];
  if (kind !== profile.kind)
    throw new AppError({ code: 'invalid', issues: [{ path: 'kind', message: `a ${source} is ${profile.kind}` }] });
  const foreign = rtpParameters.codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`));
  const encodings = rtpParameters.encodings ?? [];
  if (foreign || encodings.length > Math.max(1, profile.encodings.length)) throw new AppError({ code: 'mediaRefused' });
  if (encodings.length < 2) return rtpParameters;
  return {
    ...rtpParameters,
    encodings: encodings.map((encoding, layer) => ({ ...encoding, dtx: isSparse(profile.encodings[layer]) })),
  };
}

const isSparse = (encoding: Encoding | undefined) => encoding !== undefined && encoding.maxFramerate <= sparseFramerate;
