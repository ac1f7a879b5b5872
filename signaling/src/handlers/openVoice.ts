import { AppError } from '@invigil/contract/errors';
import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import type { MediaNodes } from '../mediaNodes.ts';
import type { Proctor } from '../proctor.ts';
import type { Tools } from './tools.ts';

export function openVoice({ media }: Tools): SignalHandlers<LivePresence>['openVoice'] {
  return ({ sittingId }, caller) => {
    const proctor = asProctor(caller);
    return proctor.inTurn(async () => {
      const held = proctor.sitting(sittingId);
      if (!held) throw new AppError({ code: 'notFound' });
      await closeOlder(media, proctor);
      const { presenceId } = proctor;
      const { mediaNodeId } = held;
      const { transport } = await media.openVoice(mediaNodeId, { presenceId, sittingId });
      if (proctor.over) {
        await media.closePresence(presenceId, [mediaNodeId]);
        throw new AppError({ code: 'transportNotFound' });
      }
      proctor.voiceIs({ transportId: transport.transportId, mediaNodeId, sittingId });
      return { transport };
    });
  };
}

/** Only one is open at a time, on whichever media node. */
async function closeOlder(media: MediaNodes, proctor: Proctor): Promise<void> {
  const older = proctor.openVoice;
  if (!older) return;
  try {
    await media.call(older.mediaNodeId, 'closeVoice', { transportId: older.transportId });
  } catch (error) {
    // A node that is gone holds nothing any more.
    if (!(error instanceof AppError && error.code === 'unavailable')) throw error;
  }
  proctor.voiceIs(undefined);
}
