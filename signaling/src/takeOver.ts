import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@invigil/contract/errors';
import { type HeldSitting, heldSitting, sittingLeaseMs, sittingsOf } from '@invigil/contract/heldSitting';
import { type PresenceId, roomId, sittingId } from '@invigil/contract/ids';
import type { Cluster, Held, Lease } from '@invigil/server-kit/cluster/cluster';
import { z } from 'zod';
import type { SignalingNodes } from './signalingNodes.ts';

/** What one signaling node asks of another. */
export const presenceControl = {
  /** Gives a sitting up to a newer page: the older page is closed as superseded. Answers the newest version it told. */
  supersede: {
    data: z.strictObject({ sittingId, roomId }),
    reply: z.strictObject({ version: z.int().min(0) }),
  },
} as const;

/** However many take the sitting from each other, one of them has it by then. */
const patienceMs = sittingLeaseMs + 2_000;
const pauseMs = 5;
/** A living node answers well within the first; one whose lease is gone is asked once more, should only Redis have lost it. */
const answerMs = { living: 1_000, dead: 300 } as const;

export interface Taken {
  lease: Lease<HeldSitting>;
  /** The newest version that the room was told before. */
  version: number;
  /** The last holder, when its node did not answer and so cannot have closed its media. */
  orphan: { mediaNodeId: HeldSitting['mediaNodeId']; presenceId: PresenceId } | undefined;
}

/**
 * Claims a sitting for a new page; whoever holds it gives it up first. From a holder whose node is dead or stopped it is
 * taken at once: a stopped one that goes on finds its lease lost, and does nothing for the sitting any more.
 * @throws {AppError} openElsewhere when others keep taking it.
 */
export async function takeSitting(
  cluster: Cluster,
  { nodes, value, onLost }: { nodes: SignalingNodes; value: HeldSitting; onLost: () => void },
): Promise<Taken> {
  const group = sittingsOf(value.live.roomId);
  const name = value.live.sittingId;
  const deadline = performance.now() + patienceMs;
  let version = 0;
  let orphan: Taken['orphan'];
  let instead: Held<HeldSitting> | undefined;
  while (performance.now() < deadline) {
    const claim = { group, name, schema: heldSitting, value, ttlMs: sittingLeaseMs, onLost, instead };
    const lease = await cluster.claim(claim);
    if (lease) return { lease, version, orphan };
    const held = await cluster.find(group, name, heldSitting);
    if (!held) continue;
    version = Math.max(version, held.value.live.version);
    const told = await supersede(cluster, nodes, held.value);
    if (told === undefined) orphan = held.value;
    instead = told === undefined ? held : undefined;
    version = Math.max(version, told ?? 0);
    if (told !== undefined) await pause(pauseMs);
  }
  throw new AppError({ code: 'openElsewhere' });
}

/** The newest version that the holder told; undefined when its node is dead, stopped, or too slow to be waited for. */
async function supersede(cluster: Cluster, nodes: SignalingNodes, held: HeldSitting): Promise<number | undefined> {
  const { live, signalingNodeId } = held;
  const { sittingId, roomId } = live;
  const timeoutMs = (await nodes.isAlive(signalingNodeId)) ? answerMs.living : answerMs.dead;
  try {
    const data = { sittingId, roomId };
    return (await cluster.call(signalingNodeId, presenceControl, 'supersede', data, { timeoutMs })).version;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'unavailable' || error.code === 'timeout')) return undefined;
    throw error;
  }
}
