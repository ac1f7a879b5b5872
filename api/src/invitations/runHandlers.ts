import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@invigil/contract/errors';
import { type InvitationRunId, invitationRunId, type PersonId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { readCursor, writeCursor } from '../db/cursor.ts';
import type { Call, Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { findPersonIds } from '../people/personList.ts';
import { InvitationRun, InvitationRunPerson } from './invitationRun.ts';
import { runReplies } from './runReplies.ts';

type RunCall = Call<'startInvitationRun'>;

const cursorForm = z.tuple([z.iso.datetime(), invitationRunId]);

/** Inviting many at once: the order is written down here and carried out by `InvitationRuns`. */
export const runHandlers: Pick<Handlers, 'startInvitationRun' | 'invitationRun' | 'invitationRuns'> = {
  async startInvitationRun(call) {
    const { em, body } = call;
    const before = await em.findOne(InvitationRun, { idempotencyKey: body.idempotencyKey });
    const run = before ?? (await startRun(call));
    if (!isDeepStrictEqual(run.request, requestOf(body))) throw new AppError({ code: 'keyReused' });
    return replyOf(em, run);
  },

  async invitationRun({ em, params }) {
    const run = await em.findOne(InvitationRun, params.invitationRunId);
    if (!run) throw new AppError({ code: 'notFound' });
    return replyOf(em, run);
  },

  async invitationRuns({ em, query: { cursor, limit } }) {
    const [at, id] = readCursor(cursor, cursorForm) ?? [];
    const older =
      at === undefined
        ? {}
        : { $or: [{ requestedAt: { $lt: new Date(at) } }, { requestedAt: new Date(at), id: { $lt: id } }] };
    const found = await em.find(InvitationRun, older, {
      orderBy: { requestedAt: 'desc', id: 'desc' },
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      runs: await runReplies(em, page),
      nextCursor: last ? writeCursor([last.requestedAt.toISOString(), last.id]) : null,
    };
  },
};

/** @throws {AppError} tooManyPeople; notFound when somebody chosen does not exist. */
async function startRun({ em, body, session, now, address }: RunCall): Promise<InvitationRun> {
  const personIds = await chosen(em, body.people, now);
  return em.transactional(async (tx) => {
    const id = newId<InvitationRunId>();
    const { idempotencyKey, action } = body;
    const requestedBy = tx.getReference(Account, session.account.id);
    const run = { id, idempotencyKey, request: requestOf(body), action, requestedBy, requestedAt: now, address };
    await tx.upsert(
      InvitationRun,
      { ...run, finishedAt: null },
      {
        onConflictFields: ['idempotencyKey'],
        onConflictAction: 'ignore',
      },
    );
    const written = await tx.findOneOrFail(InvitationRun, { idempotencyKey });
    // Somebody pressed twice, and the other request was faster.
    if (written.id !== id) return written;
    await tx.insertMany(
      InvitationRunPerson,
      personIds.map((account) => ({ run: id, account, outcome: null })),
    );
    audit(tx, {
      at: now,
      actorId: session.account.id,
      address,
      action: 'invitationRunStarted',
      subjectId: id,
      facts: { action, people: String(personIds.length) },
    });
    return written;
  });
}

async function chosen(em: EntityManager, people: RunCall['body']['people'], now: Date): Promise<PersonId[]> {
  const most = limits.peoplePerRun;
  if (!('personIds' in people)) {
    const found = await findPersonIds(em, people, { now, most: most + 1 });
    if (found.length > most) throw new AppError({ code: 'tooManyPeople', most });
    return found;
  }
  const personIds = [...new Set(people.personIds)];
  const known = await em.count(Account, { id: { $in: personIds } });
  if (known < personIds.length) throw new AppError({ code: 'notFound' });
  return personIds;
}

/** What was asked, in the form that the database gives it back. */
function requestOf({ action, people }: RunCall['body']): Readonly<Record<string, unknown>> {
  return JSON.parse(JSON.stringify({ action, people }));
}

async function replyOf(em: EntityManager, run: InvitationRun) {
  const [reply] = await runReplies(em, [run]);
  if (!reply) throw new Error('a run has no reply');
  return reply;
}
