import type { SignalHandlers } from '@invigil/contract/signals';
import { asProctor, type LivePresence } from '../livePresence.ts';
import { onOwnWatches } from './ownWatches.ts';
import type { Tools } from './tools.ts';

export function unwatch({ media }: Tools): SignalHandlers<LivePresence>['unwatch'] {
  return (data, caller) =>
    onOwnWatches(caller, data.watchIds, async (nodeId, watchIds) => {
      await media.call(nodeId, 'unwatch', { watchIds });
      asProctor(caller).watching.forgetWatches(watchIds);
    });
}
