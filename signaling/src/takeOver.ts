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

/** Long enough for the lease of a node that died with the older page to run out. */
const patienceMs = sittingLeaseMs + 2_000;
const pauseMs = 50;
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
 * @throws {AppError} openElsewhere when others keep taking it, or when a holder neither answers nor expires.
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
    const holder = await supersede(cluster, nodes, held.value);
    if (holder.version === undefined) orphan = held.value;
    version = Math.max(version, holder.version ?? 0);
    instead = holder.dead ? held : undefined;
    if (!holder.dead) await pause(holder.version === undefined ? pauseMs * 5 : pauseMs / 10);
  }
  throw new AppError({ code: 'openElsewhere' });
}

/** The holder's newest version, unless its node does not answer, and whether that one is dead or stopped. */
async function supersede(
  cluster: Cluster,
  nodes: SignalingNodes,
  held: HeldSitting,
): Promise<{ version?: number; dead: boolean }> {
  const { live, signalingNodeId } = held;
  const { sittingId, roomId } = live;
  const living = await nodes.isAlive(signalingNodeId);
  const timeoutMs = living ? answerMs.living : answerMs.dead;
  try {
    const data = { sittingId, roomId };
    const { version } = await cluster.call(signalingNodeId, presenceControl, 'supersede', data, { timeoutMs });
    return { version, dead: false };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // Nobody listens under its name: it is dead, whatever its lease still says.
    if (error.code === 'unavailable') return { dead: true };
    if (error.code === 'timeout') return { dead: !living };
    throw error;
  }
}
