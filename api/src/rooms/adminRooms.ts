import { AppError } from '@invigil/contract/errors';
import type { ExamId, PersonId, RoomId } from '@invigil/contract/ids';
import type { ExamRoom } from '@invigil/contract/routes/admin/rooms';
import { sql, UniqueConstraintViolationException } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import { Exam } from '../exams/exam.ts';
import type { Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Room } from './room.ts';

export const adminRoomHandlers: Pick<Handlers, 'examRooms' | 'createRoom' | 'changeRoom' | 'removeRoom'> = {
  async examRooms({ em, params: { examId } }) {
    if ((await em.count(Exam, { id: examId })) === 0) throw new AppError({ code: 'notFound' });
    return { rooms: await readRooms(em, { exam: examId }) };
  },

  async createRoom({ em, session, params: { examId }, body: { name, proctorIds }, now, address }) {
    const id = newId<RoomId>();
    await mustNotClash(
      em.transactional(async (tx) => {
        await mustTakeRooms(tx, examId);
        await mustBeProctors(tx, proctorIds);
        tx.create(Room, { id, name, exam: examId, proctors: [...new Set(proctorIds)] });
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'roomCreated', subjectId: id, facts: { name, examId } });
      }),
    );
    return mustRead(em, id);
  },

  async changeRoom({ em, session, params: { roomId }, body: { revision, name, proctorIds }, now, address }) {
    await mustNotClash(
      em.transactional(async (tx) => {
        // Counted here and not by the entity, which does not mind who watches; this also holds the room.
        const counted = await tx.nativeUpdate(Room, { id: roomId, revision }, { revision: sql`revision + 1` });
        const room = await tx.findOne(Room, { id: roomId }, { populate: ['proctors'], refresh: true });
        if (!room) throw new AppError({ code: 'notFound' });
        if (counted === 0) throw new AppError({ code: 'stale' });
        if (name !== undefined) await tx.nativeUpdate(Room, { id: roomId }, { name });
        if (proctorIds !== undefined) {
          await mustBeProctors(tx, proctorIds);
          await assign(tx, roomId, proctorIds);
        }
        const facts = {
          ...(name === undefined ? {} : { name }),
          ...(proctorIds === undefined ? {} : difference(room.proctors.getIdentifiers('id'), proctorIds)),
        };
        const { id: actorId } = session.account;
        audit(tx, { at: now, actorId, address, action: 'roomChanged', subjectId: roomId, facts });
      }),
    );
    return mustRead(em, roomId);
  },

  async removeRoom({ em, session, params: { roomId }, now, address }) {
    await em.transactional(async (tx) => {
      const room = await lockRoom(tx, roomId);
      if ((await tx.count(Sitting, { room: roomId })) > 0) throw new AppError({ code: 'roomNotEmpty' });
      await tx.nativeDelete(Room, { id: roomId });
      const { id: actorId } = session.account;
      const facts = { name: room.name, examId: room.exam.id };
      audit(tx, { at: now, actorId, address, action: 'roomRemoved', subjectId: roomId, facts });
    });
    return {};
  },
};

/** @throws {AppError} notFound. */
async function lockRoom(em: EntityManager, id: RoomId): Promise<Room> {
  await em.execute(sql`select from room where id = ${id} for update`);
  const room = await em.findOne(Room, { id }, { refresh: true });
  if (!room) throw new AppError({ code: 'notFound' });
  return room;
}

/** @throws {AppError} notFound, examCancelled. */
async function mustTakeRooms(em: EntityManager, id: ExamId): Promise<void> {
  const exam = await em.findOne(Exam, { id });
  if (!exam) throw new AppError({ code: 'notFound' });
  if (exam.state === 'cancelled') throw new AppError({ code: 'examCancelled' });
}

/** @throws {AppError} notFound when somebody does not exist, wrongRole, personSuspended. */
async function mustBeProctors(em: EntityManager, ids: readonly PersonId[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const people = await em.find(Account, { id: { $in: wanted } });
  if (people.length < wanted.length) throw new AppError({ code: 'notFound' });
  if (people.some(({ role }) => role !== 'proctor')) throw new AppError({ code: 'wrongRole' });
  if (people.some(({ state }) => state === 'suspended')) throw new AppError({ code: 'personSuspended' });
}

async function assign(em: EntityManager, room: RoomId, proctors: readonly PersonId[]): Promise<void> {
  await em.execute(sql`delete from room_proctor where room_id = ${room}`);
  if (proctors.length === 0) return;
  await em.execute(sql`
    insert into room_proctor (room_id, proctor_id) select ${room}, id from account where id in (${[...proctors]})`);
}

function difference(before: readonly PersonId[], after: readonly PersonId[]) {
  const added = after.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !after.includes(id));
  return { proctorsAdded: added.join(', '), proctorsRemoved: removed.join(', ') };
}

async function readRooms(em: EntityManager, where: { exam: ExamId } | { id: RoomId }): Promise<ExamRoom[]> {
  const rooms = await em.find(Room, where, { populate: ['proctors'], orderBy: { name: 'asc' }, refresh: true });
  const counts = await em.countBy(Sitting, 'room', { where: { room: { $in: rooms } } });
  return rooms.map(({ id, name, revision, proctors }) => ({
    roomId: id,
    name,
    sittingCount: counts[id] ?? 0,
    proctors: proctors
      .getItems()
      .map((proctor) => ({ personId: proctor.id, name: proctor.name }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    revision,
  }));
}

async function mustRead(em: EntityManager, id: RoomId): Promise<ExamRoom> {
  const [room] = await readRooms(em, { id });
  if (!room) throw new AppError({ code: 'notFound' });
  return room;
}

/** @throws {AppError} nameTaken when the change failed because another room of the exam has the name. */
async function mustNotClash(change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (cause) {
    if (cause instanceof UniqueConstraintViolationException) throw new AppError({ code: 'nameTaken' }, { cause });
    throw cause;
  }
}
