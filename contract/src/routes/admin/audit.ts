import { z } from 'zod';
import { auditActions } from '../../auditActions.ts';
import { auditEntryId, personId } from '../../ids.ts';
import { listOf, nextCursor, paging } from '../paging.ts';
import { adminOnly, instant, route } from '../route.ts';

export const auditEntry = z.object({
  auditEntryId,
  at: instant,
  /** The actor; the name is null when the account was deleted since. */
  actorId: personId,
  actorName: z.string().nullable(),
  // Not an enumeration: an entry of an action that no longer exists must still be readable.
  action: z.string(),
  /** What it was done to, an id of whatever kind the action is about; null when there is no such thing. */
  subjectId: z.uuid().nullable(),
  facts: z.record(z.string(), z.string()),
  /** The network address; null for what was written before addresses were. */
  address: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** `search` looks into the actor's name and address, the facts and the network address. */
const filter = paging.extend({
  action: listOf(auditActions).optional(),
  actorId: personId.optional(),
  subjectId: z.uuid().optional(),
  from: instant.optional(),
  until: instant.optional(),
});

export const adminAuditRoutes = {
  audit: route({
    method: 'GET',
    path: '/api/admin/audit',
    summary: 'Who did what, when and from where, the newest first.',
    may: adminOnly,
    query: filter,
    reply: z.object({ entries: z.array(auditEntry), nextCursor }),
  }),
  auditExport: route({
    method: 'GET',
    path: '/api/admin/audit-export',
    summary: 'The same as a CSV file, whole.',
    may: adminOnly,
    query: filter.omit({ cursor: true, limit: true }),
    download: 'text/csv',
  }),
} as const;
