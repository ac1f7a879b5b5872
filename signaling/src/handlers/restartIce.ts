import type { SignalHandlers } from '@invigil/contract/signals';
import type { LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function restartIce({ media }: Tools): SignalHandlers<LivePresence>['restartIce'] {
  return (data, caller) => {
    if (caller.role === 'proctor') {
      return media.call(caller.receiver(data.transportId).mediaNodeId, 'restartIce', data);
    }
    caller.checkTransport(data.transportId);
    return media.call(caller.place.mediaNodeId, 'restartIce', data);
  };
}
