import { AppError } from '@invigil/contract/errors';
import type { MediaCallData, MediaCallReply } from '@invigil/contract/mediaControl';
import type { Candidate } from '../candidate.ts';
import type { MediaNodes } from '../mediaNodes.ts';
import type { Proctor } from '../proctor.ts';
import type { Replacements } from '../replacements.ts';

/** What handlers work with. */
export interface Tools {
  media: MediaNodes;
  replacements: Replacements;
}

/**
 * Calls the place of a candidate about its send transport, which must be its own before and still after: what was
 * published on a place that was lost meanwhile is gone with it. A transport that the media node does not know any more
 * was lost unseen: the candidate gets another place.
 */
export async function callPlace<N extends 'start' | 'publish'>(
  { media, replacements }: Tools,
  candidate: Candidate,
  name: N,
  data: MediaCallData<N>,
): Promise<MediaCallReply<N>> {
  const { mediaNodeId } = candidate.placeOf(data.transportId);
  try {
    const reply = await media.call(mediaNodeId, name, data);
    candidate.placeOf(data.transportId);
    return reply;
  } catch (error) {
    const isCurrent = candidate.place.sendTransport.transportId === data.transportId;
    if (isCurrent && error instanceof AppError && error.code === 'transportNotFound') {
      candidate.lostPlace();
      replacements.replace(candidate, { blameless: false });
    }
    throw error;
  }
}

/** Calls the media node of a proctor's voice; one that the node does not know any more was lost unseen, and its page is told. */
export async function callVoice<N extends 'startVoice' | 'speak'>(
  { media }: Tools,
  proctor: Proctor,
  name: N,
  data: MediaCallData<N>,
): Promise<MediaCallReply<N>> {
  const { mediaNodeId } = proctor.voice(data.transportId);
  try {
    return await media.call(mediaNodeId, name, data);
  } catch (error) {
    if (error instanceof AppError && error.code === 'transportNotFound') proctor.voiceEnded(data.transportId);
    throw error;
  }
}
