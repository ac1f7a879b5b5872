import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function connectReceiver({ media }: Tools): SignalHandlers<LivePresence>['connectReceiver'] {
  return (data, caller) => {
    const { mediaNodeId } = asProctor(caller).receiver(data.transportId);
    return media.call(mediaNodeId, 'connectReceiver', data);
  };
}
