import { z } from 'zod';
import { incidentId, lookId, personId, roomId, sittingId } from './ids.ts';
import { ofEachKind } from './incidentKinds.ts';
import { limits } from './limits.ts';

const nothing = z.strictObject({});

/** An incident that the media plane saw; times in milliseconds of the server clock. */
export const mediaIncident = ofEachKind({
  incidentId,
  sittingId,
  beganAt: z.int().min(0),
  endedAt: z.int().min(0).nullable(),
});
export type MediaIncident = z.infer<typeof mediaIncident>;

/** One look of a proctor at one candidate, full size; `endedAt` is its end so far. Milliseconds of the server clock. */
export const look = z.strictObject({
  lookId,
  roomId,
  sittingId,
  personId,
  beganAt: z.int().min(0),
  endedAt: z.int().min(0),
});
export type Look = z.infer<typeof look>;

interface CallRow {
  data: z.ZodType;
  reply: z.ZodType;
}

/** Every call from signaling to an api node. */
export const apiControl = {
  /** Writes incidents down; the same id again only adds its end. Those of unknown sittings, such as of device checks, are left out. */
  recordIncidents: {
    data: z.strictObject({ incidents: z.array(mediaIncident).min(1).max(limits.incidentsPerReport) }),
    reply: nothing,
  },
  /** Writes looks down; the same id again only moves its end. Those at sittings outside the room are left out. */
  recordLooks: {
    data: z.strictObject({ looks: z.array(look).min(1).max(limits.looksPerReport) }),
    reply: nothing,
  },
  /** Shares the candidates of a room among the proctors who are there; who has one keeps it. */
  shareRoom: {
    data: z.strictObject({ roomId, present: z.array(personId).max(limits.proctorsPerRoom) }),
    reply: nothing,
  },
} as const satisfies Record<string, CallRow>;

export type ApiControl = typeof apiControl;
export type ApiCallName = keyof ApiControl;
export type ApiCallData<N extends ApiCallName> = z.output<ApiControl[N]['data']>;
export type ApiCallHandlers = {
  [N in ApiCallName]: (data: ApiCallData<N>) => Promise<z.output<ApiControl[N]['reply']>>;
};

/** The leases by which api nodes are found; any of them answers. */
export const apiNodeGroup = 'apiNodes';
export const apiNodeLease = z.strictObject({});
export const apiNodeLeaseMs = 6_000;
