import { z } from 'zod';
import { incidentId, roomId, sittingId, stillId } from '../ids.ts';
import { incidentNature, incidentReporter, ofEachKind } from '../incidentKinds.ts';
import { agoMs, pageIncident } from '../incidents.ts';
import { limits } from '../limits.ts';
import { source } from '../sources.ts';
import { nextCursor, paging } from './paging.ts';
import { candidateOnly, instant, route } from './route.ts';

const oneSitting = z.strictObject({ sittingId });

/** An incident in a list, which is also about whom it concerns. */
export const listedIncident = ofEachKind({
  incidentId,
  sittingId,
  candidateName: z.string(),
  nature: incidentNature,
  beganAt: instant,
  endedAt: instant.nullable(),
  reportedBy: incidentReporter,
});
export type ListedIncident = z.infer<typeof listedIncident>;

export const incidentRoutes = {
  reportIncidents: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/incidents',
    summary:
      'What my page saw. The same id again only adds its end. Taken until a day after my sitting; fails with sittingOver then.',
    may: candidateOnly,
    params: oneSitting,
    body: z.strictObject({ incidents: z.array(pageIncident).min(1).max(limits.incidentsPerReport) }),
    reply: z.object({ recorded: z.int() }),
  }),
  addStill: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/stills',
    summary:
      'A picture that was taken while nothing could be sent; the same id again adds nothing. Fails with fileTypeRefused, sittingOver.',
    may: candidateOnly,
    params: oneSitting,
    query: z.strictObject({ stillId, source, takenAgoMs: z.coerce.number().pipe(agoMs) }),
    upload: { type: 'image/jpeg', maxBytes: limits.stillBytes },
  }),
  roomIncidents: route({
    method: 'GET',
    path: '/api/rooms/:roomId/incidents',
    summary: 'What happened in the sittings of my room, the last one first.',
    may: ['proctor', 'admin'],
    params: z.strictObject({ roomId }),
    query: paging.omit({ search: true }).extend({ sittingId: sittingId.optional() }),
    reply: z.object({ serverTime: instant, incidents: z.array(listedIncident), nextCursor }),
  }),
} as const;
