import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@invigil/contract/errors';
import { type HeldSitting, heldSitting, sittingLeaseMs, sittingsOf } from '@invigil/contract/heldSitting';
import { type PresenceId, roomId, sittingId } from '@invigil/contract/ids';
import type { Cluster, Lease } from '@invigil/server-kit/cluster/cluster';
import { z } from 'zod';

/** What one signaling node asks of another. */
export const presenceControl = {
  /** Gives a sitting up to a newer page: the older page is closed as superseded. Answers the newest version it told. */
  supersede: {
    data: z.strictObject({ sittingId, roomId }),
    reply: z.strictObject({ version: z.int().min(0) }),
  },
} as const;

/** Long enough for the lease of a node that died with the older page to run out. */
const patienceMs = sittingLeaseMs + 2_000;
const pauseMs = 50;

export interface Taken {
  lease: Lease<HeldSitting>;
  /** The newest version that the room was told before. */
  version: number;
  /** The last holder, when its node did not answer and so cannot have closed its media. */
  orphan: { mediaNodeId: HeldSitting['mediaNodeId']; presenceId: PresenceId } | undefined;
}

/**
 * Claims a sitting for a new page; whoever holds it gives it up first.
 * @throws {AppError} openElsewhere when others keep taking it, or when a holder neither answers nor expires.
 */
export async function takeSitting(
  cluster: Cluster,
  { value, onLost }: { value: HeldSitting; onLost: () => void },
): Promise<Taken> {
  const group = sittingsOf(value.live.roomId);
  const name = value.live.sittingId;
  const deadline = performance.now() + patienceMs;
  let version = 0;
  let orphan: Taken['orphan'];
  while (performance.now() < deadline) {
    const lease = await cluster.claim({ group, name, schema: heldSitting, value, ttlMs: sittingLeaseMs, onLost });
    if (lease) return { lease, version, orphan };
    const held = await cluster.find(group, name, heldSitting);
    if (!held) continue;
    version = Math.max(version, held.value.live.version);
    const told = await supersede(cluster, held.value);
    if (told === undefined) orphan = held.value;
    version = Math.max(version, told ?? 0);
    await pause(told === undefined ? pauseMs * 5 : pauseMs / 10);
  }
  throw new AppError({ code: 'openElsewhere' });
}

/** Undefined when the holder's node does not answer. */
async function supersede(cluster: Cluster, held: HeldSitting): Promise<number | undefined> {
  const { sittingId, roomId } = held.live;
  try {
    const reply = await cluster.call(
      held.signalingNodeId,
      presenceControl,
      'supersede',
      { sittingId, roomId },
      { timeoutMs: 1_000 },
    );
    return reply.version;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'unavailable' || error.code === 'timeout')) return undefined;
    throw error;
  }
}
