import type { SignalHandlers } from '@invigil/contract/signals';
import type { LivePresence } from '../livePresence.ts';
import { onOwnWatches } from './ownWatches.ts';
import type { Tools } from './tools.ts';

export function resumeWatch({ media }: Tools): SignalHandlers<LivePresence>['resumeWatch'] {
  return (data, caller) =>
    onOwnWatches(caller, data.watchIds, (nodeId, watchIds) => media.call(nodeId, 'resumeWatch', { watchIds }));
}
