import { randomUUID } from 'node:crypto';
import { AppError } from '@invigil/contract/errors';
import type { Source } from '@invigil/contract/sources';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  garbageCapabilities,
  garbageDtls,
  garbageRtpParameters,
  nearlyRightRtpParameters,
} from '../testkit/garbage.ts';
import { neighbourOf } from '../testkit/neighbour.ts';
import { absentDtls } from '../testkit/publisherBot.ts';
import { startNode } from '../testkit/startNode.ts';

const runs = Number(process.env.GARBAGE_RUNS ?? 150);
const noFault = new Set(['invalid', 'mediaRefused']);

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
  const neighbour = await neighbourOf(node);
  const source = fc.constantFrom<Source>('webcam', 'microphone', 'screen');
  const kind = fc.constantFrom('audio' as const, 'video' as const);
  const parameters = fc.oneof(garbageRtpParameters, nearlyRightRtpParameters);
  await fc.assert(
    fc.asyncProperty(garbageDtls, parameters, source, kind, async (dtls, rtpParameters, from, as) => {
      const owner = node.owner();
      const { sendTransport } = await node.place(owner);
      const { transportId } = sendTransport;
      const stream = { trackId: randomUUID(), source: from, kind: as, rtpParameters };
      await orRefused(node.call('start', { transportId, dtlsParameters: dtls, streams: [stream] }));
      await node.call('closePresence', { presenceId: owner.presenceId });
    }),
    { numRuns: runs },
  );
  await neighbour.goesOn();
});

test('garbage to watch with is refused, and the neighbour’s media goes on', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
  const streams = [{ streamId: neighbour.streamId, step: 'tile' as const }];
  await fc.assert(
    fc.asyncProperty(garbageDtls, garbageCapabilities, async (dtlsParameters, rtpCapabilities) => {
      const owner = node.owner();
      const { transport } = await node.call('openReceiver', { ...owner, workerId: neighbour.workerId });
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
  await neighbour.goesOn();
});

test('what does not even have the shape of parameters is invalid before it reaches a worker', async () => {
  const node = await startNode();
  const neighbour = await neighbourOf(node);
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
  await neighbour.goesOn();
});
