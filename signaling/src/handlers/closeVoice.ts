import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function closeVoice({ media }: Tools): SignalHandlers<LivePresence>['closeVoice'] {
  return (data, caller) => {
    const proctor = asProctor(caller);
    return proctor.inTurn(async () => {
      const { mediaNodeId } = proctor.voice(data.transportId);
      await media.call(mediaNodeId, 'closeVoice', data);
      if (proctor.openVoice?.transportId === data.transportId) proctor.voiceIs(undefined);
      return {};
    });
  };
}
