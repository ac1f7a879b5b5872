import { look, mediaIncident } from '@invigil/contract/apiControl';
import { closeReasons } from '@invigil/contract/frames';
import { nodeId, presenceId, roomId, sittingId, streamId, transportId, watchId, workerId } from '@invigil/contract/ids';
import { admission } from '@invigil/contract/joinToken';
import { ladderStep } from '@invigil/contract/ladder';
import { linkState } from '@invigil/contract/live';
import { proctorPresence } from '@invigil/contract/proctorPresence';
import { rtpCapabilities } from '@invigil/contract/rtp';
import { source } from '@invigil/contract/sources';
import { transportOptions } from '@invigil/contract/transports';
import { z } from 'zod';

/** The wire to a page: its notes from `seq - frames.length + 1` to `seq`, and what its last requests were answered. */
export const handedLine = z.strictObject({
  seq: z.int().min(0),
  frames: z.array(z.string()),
  newestRequest: z.int().min(0),
  answers: z.array(z.tuple([z.int(), z.string()])),
});
export type HandedLine = z.infer<typeof handedLine>;

/** A source that stays away, since so many milliseconds, and the incident as which that was written down. */
export const handedLoss = z.strictObject({ source, sinceMs: z.number(), incident: mediaIncident.nullable() });
export type HandedLoss = z.infer<typeof handedLoss>;

export const heardVoice = z.strictObject({ watchId, transportId, mediaNodeId: nodeId });

const presence = {
  presenceId,
  endsAt: z.int(),
  line: handedLine,
  routerRtpCapabilities: rtpCapabilities,
};

export const handedCandidate = z.strictObject({
  role: z.literal('candidate'),
  ...presence,
  admission: admission.options[0],
  place: z.strictObject({ mediaNodeId: nodeId, workerId, sendTransport: transportOptions }),
  placeLost: z.boolean(),
  streams: z.array(z.strictObject({ streamId, source, trackId: z.string(), link: linkState })),
  blocked: z.array(source),
  owed: z.array(source),
  ladder: ladderStep,
  awaySince: z.number().nullable(),
  losses: z.array(handedLoss),
  voices: z.array(heardVoice),
  version: z.int(),
});
export type HandedCandidate = z.infer<typeof handedCandidate>;

const receiver = z.strictObject({ transportId, mediaNodeId: nodeId, workerId });

/** What a proctor watches: receivers, the watches that go through them, and the last that closed. */
export const handedWatching = z.strictObject({
  receivers: z.array(receiver),
  watches: z.array(z.tuple([watchId, transportId])),
  closed: z.array(watchId),
  endedEarly: z.array(watchId),
});
export type HandedWatching = z.infer<typeof handedWatching>;

/** What the page was told last of its rooms, by version. */
export const handedRooms = z.strictObject({
  sittings: z.array(z.strictObject({ sittingId, roomId, version: z.int() })),
  team: z.array(proctorPresence),
});
export type HandedRooms = z.infer<typeof handedRooms>;

export const handedProctor = z.strictObject({
  role: z.literal('proctor'),
  ...presence,
  admission: admission.options[1],
  rtpCapabilities: rtpCapabilities.optional(),
  watching: handedWatching,
  voice: z.strictObject({ transportId, mediaNodeId: nodeId, sittingId }).nullable(),
  speaks: z.boolean(),
  attention: z.strictObject({ attends: sittingId.nullable(), look: look.nullable() }),
  rooms: handedRooms,
  places: z.array(proctorPresence),
});
export type HandedProctor = z.infer<typeof handedProctor>;

/** A presence on its way to another signaling node, with the keys of the leases that it goes on with there. */
export const handedPresence = z.strictObject({
  /** Whether its page is connected, or about to be. */
  comes: z.boolean(),
  presence: z.discriminatedUnion('role', [handedCandidate, handedProctor]),
  keys: z.strictObject({
    directory: z.string().optional(),
    /** Of the sitting, or of the place in each team, by room. */
    held: z.record(z.string(), z.string()),
  }),
});
export type HandedPresence = z.infer<typeof handedPresence>;

const closeReason = z.enum(Object.keys(closeReasons) as [keyof typeof closeReasons]);

/** Where a presence is found by the hash of its resume token, or why it is over. */
export const directoryEntry = z.union([
  z.strictObject({ presenceId, admission }),
  z.strictObject({ over: closeReason }),
]);
export type DirectoryEntry = z.infer<typeof directoryEntry>;

/** The subject on which the giving node says, once, that a presence is the taking node's from here on. */
export const handOverOf = (of: string) => `handOver/${of}`;
export const handOverMark = z.strictObject({});

const nothing = z.strictObject({});
/** What signaling nodes ask of each other about presences that move. */
export const handOverControl = {
  /** Whether the node holds the presence and can give it away; throws `resumeExpired` when not. */
  canHandOver: { data: z.strictObject({ resumeHash: z.string() }), reply: nothing },
  /** Gives a presence away; `after` is the last note its page has, null when nobody knows. */
  handOver: {
    data: z.strictObject({ resumeHash: z.string(), after: z.int().min(0).nullable(), to: nodeId }),
    reply: handedPresence,
  },
  /** Asks a node to take a presence over whose page is not connected. */
  takeOver: { data: z.strictObject({ resumeHash: z.string() }), reply: nothing },
} as const;
