import { z } from 'zod';
import { incidentId, type RoomId, sittingId } from './ids.ts';
import { incidentNature, incidentReporter, ofEachKind } from './incidentKinds.ts';

/** Milliseconds of the server clock. */
const moment = z.int().min(0);

/** Something that happened in a sitting, as proctors are told it. Told again with an end once it is over. */
export const incident = ofEachKind({
  incidentId,
  sittingId,
  nature: incidentNature,
  beganAt: moment,
  endedAt: moment.nullable(),
  reportedBy: incidentReporter,
});
export type Incident = z.infer<typeof incident>;

/** How long ago, by the page's own clock, which is wrong in itself and right about spans. Milliseconds, two days at most. */
export const agoMs = z
  .int()
  .min(0)
  .max(48 * 60 * 60 * 1000);

/** An incident as a page reports it: the server knows the time, the page only how long ago it was. */
export const pageIncident = ofEachKind({ incidentId, beganAgoMs: agoMs, endedAgoMs: agoMs.nullable() });
export type PageIncident = z.infer<typeof pageIncident>;

/** The subject on which signaling hears the incidents of a room. */
export const roomIncidentsOf = (roomId: RoomId) => `roomIncidents/${roomId}`;
