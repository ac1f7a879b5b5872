import { z } from 'zod';
import { examId, invitationRunId, personId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { role } from '../../roles.ts';
import { idempotencyKey } from '../fields.ts';
import { nextCursor, paging } from '../paging.ts';
import { adminOnly, instant, route } from '../route.ts';
import { personStatuses } from './person.ts';

/** `invite` is for who has no open code, `resend` replaces open and expired ones, `revoke` ends open ones. */
export const invitationRunActions = ['invite', 'resend', 'revoke'] as const;
export type InvitationRunAction = (typeof invitationRunActions)[number];

/** What became of one person: a code sent or revoked, told to sign in, or left as they are and why. */
export const invitationOutcomes = [
  'sent',
  'revoked',
  'toldToSignIn',
  'hasOpenCode',
  'noOpenCode',
  'suspended',
] as const;
export type InvitationOutcome = (typeof invitationOutcomes)[number];

export const invitationRun = z.object({
  invitationRunId,
  action: z.enum(invitationRunActions),
  state: z.enum(['running', 'done']),
  requestedAt: instant,
  requestedBy: z.string(),
  finishedAt: instant.nullable(),
  total: z.int(),
  done: z.int(),
  outcomes: z.record(z.enum(invitationOutcomes), z.int()),
  mails: z.object({ waiting: z.int(), sent: z.int(), failed: z.int() }),
});
export type InvitationRun = z.infer<typeof invitationRun>;

export const adminInvitationRoutes = {
  startInvitationRun: route({
    method: 'POST',
    path: '/api/admin/invitation-runs',
    summary: 'Invite, resend or revoke for many people. The same key again answers with the first run.',
    may: adminOnly,
    body: z.strictObject({
      idempotencyKey,
      action: z.enum(invitationRunActions),
      /** These people, or all that a filter finds when the run starts. */
      people: z.union([
        z.strictObject({ personIds: z.array(personId).min(1).max(limits.peoplePerRun) }),
        z.strictObject({
          status: z.array(z.enum(personStatuses)).min(1).max(personStatuses.length).optional(),
          role: role.optional(),
          examId: examId.optional(),
          search: paging.shape.search,
        }),
      ]),
    }),
    bodyLimit: 512 * 1024,
    reply: invitationRun,
  }),
  invitationRun: route({
    method: 'GET',
    path: '/api/admin/invitation-runs/:invitationRunId',
    summary: 'How far a run has come.',
    may: adminOnly,
    params: z.strictObject({ invitationRunId }),
    reply: invitationRun,
  }),
  invitationRuns: route({
    method: 'GET',
    path: '/api/admin/invitation-runs',
    summary: 'Runs, the newest first.',
    may: adminOnly,
    query: paging.pick({ cursor: true, limit: true }),
    reply: z.object({ runs: z.array(invitationRun), nextCursor }),
  }),
} as const;
