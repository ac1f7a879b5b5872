import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { Source } from '@invigil/contract/sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { garbageCapabilities, garbageDtls, garbageRtpParameters } from '../testkit/garbage.ts';
import type { MediaNode } from '../testkit/mediaNode.ts';
import { absentDtls, randomSsrc, videoTrack } from '../testkit/publisherBot.ts';
import { only, startNode } from '../testkit/startNode.ts';
import { waitFor } from '../testkit/waitFor.ts';

const runs = Number(process.env['GARBAGE_RUNS'] ?? 150);
const noFault = new Set(['invalid', 'mediaRefused']);

/** Somebody else's stream on the same worker, watched: it must go on whatever is thrown at the worker. */
async function neighbour(node: MediaNode) {
  const ssrc = randomSsrc();
  const published = await node.publish([videoTrack('webcam', ssrc)]);
  published.bot.flow(ssrc);
  const watched = await node.watch(published.workerId, [{ streamId: only(published.streams).streamId, step: 'tile' }]);
  await node.call('resumeWatch', { watchIds: watched.watchIds });
  const { pid } = only(node.server.workers());
  const packets = () => watched.bot.packets(only(watched.ssrcs));
  await waitFor('media', () => packets() > 0);
  return {
    published,
    goesOn: async () => {
      const before = packets();
      await waitFor('more media of the neighbour', () => packets() > before + 10);
      expect(only(node.server.workers()).pid).toBe(pid);
    },
  };
}

/** Resolves with the reply, or undefined when it was refused with a code that is the sender's own fault. */
async function orRefused<R>(call: Promise<R>): Promise<R | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AppError && noFault.has(error.code)) return undefined;
    throw error;
  }
}

test('garbage to publish and to connect with is refused, and the neighbour’s media goes on', async () => {
  const node = await startNode();
  const { goesOn } = await neighbour(node);
  const source = fc.constantFrom<Source>('webcam', 'microphone', 'screen');
  const kind = fc.constantFrom('audio' as const, 'video' as const);
  await fc.assert(
    fc.asyncProperty(garbageDtls, garbageRtpParameters, source, kind, async (dtls, rtpParameters, from, as) => {
      const owner = node.owner();
      const { sendTransport } = await node.place(owner);
      const { transportId } = sendTransport;
      const stream = { trackId: randomUUID(), source: from, kind: as, rtpParameters };
      await orRefused(node.call('start', { transportId, dtlsParameters: dtls, streams: [stream] }));
      await node.call('closePresence', { presenceId: owner.presenceId });
    }),
    { numRuns: runs },
  );
  await goesOn();
});

test('garbage to watch with is refused, and the neighbour’s media goes on', async () => {
  const node = await startNode();
  const { published, goesOn } = await neighbour(node);
  const streams = [{ streamId: only(published.streams).streamId, step: 'tile' as const }];
  await fc.assert(
    fc.asyncProperty(garbageDtls, garbageCapabilities, async (dtlsParameters, rtpCapabilities) => {
      const owner = node.owner();
      const { transport } = await node.call('openReceiver', { ...owner, workerId: published.workerId });
      const { transportId } = transport;
      const { watches, refused } = await node.call('watch', { transportId, rtpCapabilities, streams });
      for (const { error } of refused) expect(noFault).toContain(error.code);
      await orRefused(node.call('connectReceiver', { transportId, dtlsParameters }));
      const watchIds = watches.map(({ watchId }) => watchId);
      if (watchIds.length > 0) await node.call('resumeWatch', { watchIds });
      await node.call('closePresence', { presenceId: owner.presenceId });
    }),
    { numRuns: runs },
  );
  await goesOn();
});

test('what does not even have the shape of parameters is invalid before it reaches a worker', async () => {
  const node = await startNode();
  const { goesOn } = await neighbour(node);
  const { sendTransport } = await node.place();
  const { transportId } = sendTransport;
  const dtlsParameters = await absentDtls();
  const call = (data: object) => node.callUnchecked('start', data);
  await fc.assert(
    fc.asyncProperty(fc.anything({ maxDepth: 4 }), async (anything) => {
      const stream = { trackId: randomUUID(), source: 'webcam', kind: 'video', rtpParameters: anything };
      await expect(call({ transportId, dtlsParameters, streams: [stream] })).rejects.toThrow('invalid');
      await expect(call({ transportId, dtlsParameters: anything, streams: [] })).rejects.toThrow('invalid');
    }),
    { numRuns: runs },
  );
  await goesOn();
});
