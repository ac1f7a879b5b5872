import { z } from 'zod';

/** The lease by which signaling nodes find each other, and media nodes learn who still lives. */
export const signalingNodeGroup = 'signalingNodes';
/** `draining`: it gives what it has to others, and is given nothing. */
export const signalingNodeLease = z.strictObject({ draining: z.boolean() });
export type SignalingNodeLease = z.infer<typeof signalingNodeLease>;

export const signalingNodeLeaseMs = 5_000;
