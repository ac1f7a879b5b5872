import { z } from 'zod';
import { deletionRequestId, personId } from '../../ids.ts';
import { language, role } from '../../roles.ts';
import { email, personName, reason, timeZone } from '../fields.ts';
import { nextCursor, paging } from '../paging.ts';
import { adminOnly, instant, route } from '../route.ts';
import { invitation, person, personDetails, personQuery, personStatuses } from './person.ts';

const onePerson = z.strictObject({ personId });

export const deletionRequest = z.object({
  deletionRequestId,
  personId,
  name: z.string(),
  email: z.string(),
  requestedAt: instant,
});
export type DeletionRequest = z.infer<typeof deletionRequest>;

export const adminPeopleRoutes = {
  people: route({
    method: 'GET',
    path: '/api/admin/people',
    summary: 'People, filtered, sorted, page by page.',
    may: adminOnly,
    query: personQuery,
    reply: z.object({ people: z.array(person), total: z.int(), nextCursor }),
  }),
  peopleCounts: route({
    method: 'GET',
    path: '/api/admin/people-counts',
    summary: 'How many people there are of each status; who is at risk is counted under their standing as well.',
    may: adminOnly,
    query: personQuery.pick({ role: true, examId: true, search: true }),
    reply: z.object({ counts: z.record(z.enum(personStatuses), z.int()) }),
  }),
  addPerson: route({
    method: 'POST',
    path: '/api/admin/people',
    summary: 'Add one person, and invite them when wanted. Fails with emailTaken.',
    may: adminOnly,
    body: z.strictObject({
      name: personName,
      email,
      role,
      language,
      timeZone: timeZone.optional(),
      invite: z.boolean(),
    }),
    reply: person,
  }),
  person: route({
    method: 'GET',
    path: '/api/admin/people/:personId',
    summary: 'One person, with invitations, sittings, acceptances and mails.',
    may: adminOnly,
    params: onePerson,
    reply: personDetails,
  }),
  changePerson: route({
    method: 'PATCH',
    path: '/api/admin/people/:personId',
    summary: 'Correct a person’s name, address, role or language. A new address supersedes a sent code.',
    may: adminOnly,
    params: onePerson,
    body: z
      .strictObject({ name: personName, email, role, language, timeZone })
      .partial()
      .refine((changes) => Object.keys(changes).length > 0, 'must change something'),
    reply: person,
  }),
  suspendPerson: route({
    method: 'POST',
    path: '/api/admin/people/:personId/suspend',
    summary: 'Suspend an account: sessions end, codes are revoked. Fails with lastAdmin.',
    may: adminOnly,
    params: onePerson,
    body: z.strictObject({ reason: reason.optional() }),
    reply: person,
  }),
  restorePerson: route({
    method: 'POST',
    path: '/api/admin/people/:personId/restore',
    summary: 'Lift a suspension.',
    may: adminOnly,
    params: onePerson,
    reply: person,
  }),
  invitePerson: route({
    method: 'POST',
    path: '/api/admin/people/:personId/invitation',
    summary: 'Send an invitation, which supersedes one sent before; an active person is told to sign in instead.',
    may: adminOnly,
    params: onePerson,
    body: z.strictObject({ idempotencyKey: z.uuid() }),
    reply: z.object({ invitation: invitation.nullable() }),
  }),
  revokeInvitation: route({
    method: 'DELETE',
    path: '/api/admin/people/:personId/invitation',
    summary: 'Make a sent code worthless; a code that is not open stays what it is.',
    may: adminOnly,
    params: onePerson,
    reply: z.object({ invitation: invitation.nullable() }),
  }),
  endPersonSessions: route({
    method: 'DELETE',
    path: '/api/admin/people/:personId/sessions',
    summary: 'Sign a person out everywhere.',
    may: adminOnly,
    params: onePerson,
    reply: z.object({ revoked: z.int() }),
  }),
  deletionRequests: route({
    method: 'GET',
    path: '/api/admin/deletion-requests',
    summary: 'Requests for the deletion of data that wait for an answer, the oldest first.',
    may: adminOnly,
    query: paging.pick({ cursor: true, limit: true }),
    reply: z.object({ requests: z.array(deletionRequest), nextCursor }),
  }),
  answerDeletionRequest: route({
    method: 'POST',
    path: '/api/admin/deletion-requests/:deletionRequestId/answer',
    summary:
      'Delete the person’s data as asked, or refuse with a reason. Fails with stale when it was answered before.',
    may: adminOnly,
    params: z.strictObject({ deletionRequestId }),
    body: z.discriminatedUnion('outcome', [
      z.strictObject({ outcome: z.literal('deleted') }),
      z.strictObject({ outcome: z.literal('refused'), reason }),
    ]),
  }),
} as const;
