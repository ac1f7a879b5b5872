import { expect } from 'vitest';
import type { MediaNode } from './mediaNode.ts';
import { randomSsrc, videoTrack } from './publisherBot.ts';
import { only } from './startNode.ts';
import { waitFor } from './waitFor.ts';

/** Somebody else's stream on the only worker, watched: it must go on whatever is thrown at that worker. */
export async function neighbourOf(node: MediaNode) {
  const ssrc = randomSsrc();
  const { bot, workerId, streams } = await node.publish([videoTrack('webcam', ssrc)]);
  const { streamId } = only(streams);
  bot.flow(ssrc);
  const watched = await node.watch(workerId, [{ streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watched.watchIds });
  const { pid } = only(node.server.workers());
  const packets = () => watched.bot.packets(only(watched.ssrcs));
  await waitFor('media of the neighbour', () => packets() > 0);
  return {
    ssrc,
    workerId,
    streamId,
    /** Packets that reached its watcher so far. */
    packets,
    /** Resolves when more of its media has arrived, through the same worker process. */
    goesOn: async () => {
      const before = packets();
      await waitFor('more media of the neighbour', () => packets() > before + 10);
      expect(only(node.server.workers()).pid).toBe(pid);
    },
  };
}
