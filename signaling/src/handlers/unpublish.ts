import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function unpublish({ media }: Tools): SignalHandlers<LivePresence>['unpublish'] {
  return (data, caller) => {
    const candidate = asCandidate(caller);
    return candidate.inTurn(async () => {
      candidate.checkStream(data.streamId);
      await media.call(candidate.place.mediaNodeId, 'unpublish', data);
      candidate.unpublished([data.streamId]);
      return {};
    });
  };
}
