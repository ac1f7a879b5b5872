import { z } from 'zod';
import { roomId, sittingId } from '../ids.ts';
import { sittingState } from '../sittingStates.ts';
import { examHeading, examRules, examState } from './exam.ts';
import { candidateOnly, instant, route } from './route.ts';

export const mySitting = z.object({
  sittingId,
  roomId,
  state: sittingState,
  exam: examHeading.extend({ state: examState, durationMinutes: z.int(), rules: examRules }),
  /** Beyond the exam's duration and its closing, for me alone. */
  extraMinutes: z.int(),
});
export type MySitting = z.infer<typeof mySitting>;

/** A join token and where to use it. It is valid once, until `expiresAt`. */
export const joinGrant = z.object({ token: z.string().max(4_096), signalingUrl: z.url(), expiresAt: instant });
export type JoinGrant = z.infer<typeof joinGrant>;

export const sittingRoutes = {
  mySittings: route({
    method: 'GET',
    path: '/api/sittings',
    summary: 'My sittings, the next one first.',
    may: candidateOnly,
    reply: z.object({ serverTime: instant, sittings: z.array(mySitting) }),
  }),
  sittingJoinToken: route({
    method: 'POST',
    path: '/api/sittings/:sittingId/join-token',
    summary: 'A single-use token that admits me to publish in my open sitting.',
    may: candidateOnly,
    params: z.strictObject({ sittingId }),
    reply: joinGrant,
  }),
} as const;
