import { z } from 'zod';
import { nodeId, presenceId, type RoomId, workerId } from './ids.ts';
import { sittingLive } from './live.ts';

/** A live sitting as the nodes of a cluster know it of each other: what proctors see, who holds it, and where its media lives. */
export const heldSitting = z.strictObject({
  live: sittingLive,
  presenceId,
  signalingNodeId: nodeId,
  mediaNodeId: nodeId,
  workerId,
});
export type HeldSitting = z.infer<typeof heldSitting>;

/** The lease group of the sittings of a room that are live somewhere, by sitting id. */
export const sittingsOf = (roomId: RoomId) => `sittings/${roomId}`;
/** The subject on which every change of such a sitting is heard. */
export const roomSubject = (roomId: RoomId) => `rooms/${roomId}`;

export const sittingLeaseMs = 6_000;
