import { z } from 'zod';
import { personId, roomId, sittingId } from './ids.ts';
import { limits } from './limits.ts';

/** Issuer and audience of a join token: api signs it, signaling admits with it, once, before the socket opens. */
export const joinTokenIssuer = 'invigil-api';
export const joinTokenAudience = 'invigil-signaling';

/** Who is admitted where; signaling learns everything it knows about a person from here, never from the database. */
export const admission = z.discriminatedUnion('role', [
  z.strictObject({
    role: z.literal('candidate'),
    personId,
    sittingId,
    roomId,
    /** Server time in milliseconds after which nothing of this sitting stays connected. */
    endsAt: z.int(),
  }),
  z.strictObject({
    role: z.literal('proctor'),
    personId,
    rooms: z.array(roomId).min(1).max(limits.roomsPerProctor),
    /** An admin sees every room as a supervisor, who is given no candidates. */
    supervises: z.boolean(),
    endsAt: z.int(),
  }),
]);
export type Admission = z.infer<typeof admission>;

/** WebSocket subprotocols: the protocol itself, and the one that carries the credential (never the URL). */
export const liveProtocol = 'invigil.v1';
export const tokenProtocolPrefix = 'token.';
export const resumeProtocolPrefix = 'resume.';
