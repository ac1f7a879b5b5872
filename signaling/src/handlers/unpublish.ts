import type { SignalHandlers } from '@invigil/contract/signals';
import { asCandidate, type LivePresence } from '../livePresence.ts';
import type { Tools } from './tools.ts';

export function unpublish({ media }: Tools): SignalHandlers<LivePresence>['unpublish'] {
  return (data, caller) => {
    const candidate = asCandidate(caller);
    return candidate.inTurn(async () => {
      await media.call(candidate.nodeOfStream(data.streamId), 'unpublish', data);
      candidate.unpublished([data.streamId]);
      return {};
    });
  };
}
