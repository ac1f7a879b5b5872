import { AppError } from '@invigil/contract/errors';
import type { StreamToPublish } from '@invigil/contract/signals';
import { sourceProfiles } from '@invigil/contract/sources';

/**
 * Checks what mediasoup does not: that the parameters are those of the source, and of one encoding.
 * @throws {AppError} `invalid` when the kind is not the source's, `mediaRefused` for foreign codecs or several encodings.
 */
export function checkPublishable({ source, kind, rtpParameters }: StreamToPublish): void {
  const profile = sourceProfiles[source];
  if (kind !== profile.kind)
    throw new AppError({ code: 'invalid', issues: [{ path: 'kind', message: `a ${source} is ${profile.kind}` }] });
  const foreign = rtpParameters.codecs.some(({ mimeType }) => !mimeType.toLowerCase().startsWith(`${kind}/`));
  if (foreign || (rtpParameters.encodings ?? []).length > 1) throw new AppError({ code: 'mediaRefused' });
}
