import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { RoomId, SittingId } from '@invigil/contract/ids';
import type { RouteReply } from '@invigil/contract/routes';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { interventionEntryOf } from '../conversations/entries.ts';
import { findWatchedRoom } from '../conversations/roomSitting.ts';
import { tellConversation } from '../conversations/tellConversation.ts';
import { Allowances } from '../http/allowances.ts';
import type { Handlers } from '../http/handlers.ts';
import { readProctoredSittings } from '../proctoring/proctoredSittings.ts';
import { publishProctored, type RoomTellers } from '../proctoring/tellProctored.ts';
import { findMySitting, lockMySitting } from '../writing/mySitting.ts';
import { tellCandidate, tellSittings } from '../writing/tellSitting.ts';
import { intervene, type Outcome } from './intervene.ts';
import { Intervention } from './intervention.ts';
import { undo } from './undo.ts';

type InterventionRoute = 'intervene' | 'undoInterventions' | 'showView';
type Done = RouteReply<'intervene'>;

/** Presses of one account; each can be about a whole room. */
const pressesPerAccount = { burst: 60, everyMs: 1_000 };

/** Sittings that one press changes at the same time; the others wait, so that it does not take every connection. */
const lanes = 4;

export function interventionHandlers(parts: RoomTellers): Pick<Handlers, InterventionRoute> {
  const { clock, orm } = parts;
  const presses = new Allowances(pressesPerAccount, clock);

  /** Each sitting in a transaction of its own; then everybody is told, and the room as it is now. */
  async function changeEach<T extends { sittingId: SittingId }>(
    roomId: RoomId,
    items: readonly T[],
    change: (tx: EntityManager, item: T, at: Date) => Promise<Outcome>,
  ): Promise<Done> {
    const done: Outcome[] = [];
    const refused: { sittingId: SittingId; error: ErrorBody }[] = [];
    const waiting = [...items];
    let failure: unknown;
    const work = async () => {
      for (let item = waiting.shift(); item && !failure; item = waiting.shift()) {
        const asked = item;
        try {
          done.push(await orm.em.fork().transactional((tx) => change(tx, asked, new Date(clock.now()))));
        } catch (error) {
          if (error instanceof AppError) refused.push({ sittingId: asked.sittingId, error: error.body });
          else failure = error;
        }
      }
    };
    await Promise.all(Array.from({ length: lanes }, work));
    const told = await tellAll(roomId, done);
    // What was done before is done; the same key again does the rest.
    if (failure) throw failure;
    return { serverTime: new Date(clock.now()).toISOString(), done: told, refused };
  }

  async function tellAll(roomId: RoomId, done: readonly Outcome[]) {
    const now = new Date(clock.now());
    const fresh = done.filter(({ isNew }) => isNew);
    for (const { sitting } of fresh) await tellCandidate(parts, sitting, now);
    await tellConversation(
      parts,
      roomId,
      fresh.map(({ intervention }) => interventionEntryOf(intervention)),
    );
    const sittingIds = [...new Set(done.map(({ sitting }) => sitting.id))];
    const read = await readProctoredSittings(orm.em.fork(), { sittingIds }, now);
    await publishProctored(parts, roomId, read);
    return read;
  }

  return {
    async intervene({ em, session: { account }, params: { roomId }, body, address }) {
      presses.take(account.id);
      await findWatchedRoom(em, account, roomId);
      const { key, intervention, reason, isConfirmed } = body;
      if (intervention.kind === 'terminated' && !isConfirmed) throw new AppError({ code: 'confirmationMissing' });
      const once = [...new Map(body.sittings.map((one) => [one.sittingId, one])).values()];
      const press = { roomId, key, intervention, reason, by: account };
      return changeEach(roomId, once, (tx, one, at) =>
        intervene(tx, { ...press, ...one, act: { at, address, byId: account.id } }),
      );
    },

    async undoInterventions({ em, session: { account }, params: { roomId }, body, address }) {
      presses.take(account.id);
      await findWatchedRoom(em, account, roomId);
      const found = await ofRoom(em, roomId, body.interventionIds);
      const undoing = { roomId, reason: body.reason, by: account };
      return changeEach(roomId, found, (tx, one, at) =>
        undo(tx, { ...undoing, ...one, act: { at, address, byId: account.id } }),
      );
    },

    async showView({ em, session: { account }, params: { sittingId, interventionId } }) {
      const now = new Date(clock.now());
      const shown = await em.transactional((tx) => answerView(tx, account, { sittingId, interventionId, now }));
      if (!shown) return {};
      const sitting = await findMySitting(em, { sittingId, account });
      await tellConversation(parts, sitting.room.id, [interventionEntryOf(shown)]);
      await tellSittings(parts, [sitting], now);
      return {};
    },
  };
}

/** @throws {AppError} notFound when one of them is not of the room. */
async function ofRoom(em: EntityManager, roomId: RoomId, interventionIds: readonly Intervention['id'][]) {
  const ids = [...new Set(interventionIds)];
  const found = await em.find(Intervention, { id: { $in: ids }, sitting: { room: roomId } });
  if (found.length < ids.length) throw new AppError({ code: 'notFound' });
  return found.map(({ id, sitting }) => ({ interventionId: id, sittingId: sitting.id }));
}

/** Undefined when it was answered before, or is not asked for any longer. @throws {AppError} notFound. */
async function answerView(
  tx: EntityManager,
  account: Account,
  { sittingId, interventionId: id, now }: { sittingId: SittingId; interventionId: Intervention['id']; now: Date },
): Promise<Intervention | undefined> {
  await lockMySitting(tx, { sittingId, account });
  const asked = await tx.findOne(Intervention, { id, sitting: sittingId, kind: 'viewRequested' }, { refresh: true });
  if (!asked) throw new AppError({ code: 'notFound' });
  if (asked.answeredAt || asked.undoneAt) return undefined;
  asked.answeredAt = now > asked.at ? now : asked.at;
  return asked;
}
