import type { SignalHandlers } from '@invigil/contract/signals';
import type { LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function connectReceiver({ media }: Tools): SignalHandlers<LivePresence>['connectReceiver'] {
  return (data, caller) => {
    const { mediaNodeId } = caller.receiver(data.transportId);
    return media.call(mediaNodeId, 'connectReceiver', data);
  };
}
