import type { NodeId, WatchId } from '@invigil/contract/ids';
import type { LivePresence } from '../livePresence.ts';

/** Does something to the caller's own watches, on each media node that holds some of them. */
export async function onOwnWatches(
  caller: LivePresence,
  watchIds: readonly WatchId[],
  act: (nodeId: NodeId, watchIds: WatchId[]) => Promise<unknown>,
): Promise<Record<string, never>> {
  const byNode = caller.watches(watchIds);
  await Promise.all([...byNode].map(([nodeId, own]) => act(nodeId, own)));
  return {};
}
