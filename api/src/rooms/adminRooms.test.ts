import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { ExamId, PersonId, RoomId, SittingId } from '@invigil/contract/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
let day: Awaited<ReturnType<typeof addExamDay>>;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());
beforeEach(async () => {
  server.clock.advance(1_000);
  const closesAt = new Date(server.clock.now() + 30 * 24 * hour);
  day = await addExamDay(server.orm, { closesAt });
});

const createRoom = (name: string, proctorIds: PersonId[] = []) =>
  admin.call('createRoom', { params: { examId: day.exam.id }, body: { name, proctorIds } });
const rooms = async () => (await admin.call('examRooms', { params: { examId: day.exam.id } })).rooms;
const enrol = (personIds: PersonId[], roomId: RoomId = day.room.id) =>
  admin.call('enrol', { params: { examId: day.exam.id }, body: { roomId, personIds } });

describe('a room', () => {
  test('is made with its team, and both are listed', async () => {
    const { id, name } = await addAccount(server.orm, 'proctor');
    const made = await createRoom('Salle B', [id, id]);
    expect(made).toMatchObject({ name: 'Salle B', sittingCount: 0, proctors: [{ personId: id, name }], revision: 1 });
    expect((await rooms()).map((room) => [room.name, room.sittingCount])).toEqual([
      ['Salle A', 1],
      ['Salle B', 0],
    ]);
  });

  test('has a name of its own in its exam', async () => {
    expect(await refusal(createRoom('Salle A'))).toEqual({ code: 'nameTaken' });
    const { roomId } = await createRoom('Salle B');
    const rename = admin.call('changeRoom', { params: { roomId }, body: { name: 'Salle A', revision: 1 } });
    expect(await refusal(rename)).toEqual({ code: 'nameTaken' });
  });

  test('is watched by proctors only who exist and are not suspended', async () => {
    expect(await refusal(createRoom('Salle B', [day.candidate.id]))).toEqual({ code: 'wrongRole' });
    expect(await refusal(createRoom('Salle B', [newId<PersonId>()]))).toEqual({ code: 'notFound' });
    const { id } = await addAccount(server.orm, 'proctor', { state: 'suspended' });
    expect(await refusal(createRoom('Salle B', [id]))).toEqual({ code: 'personSuspended' });
    expect(await rooms()).toHaveLength(1);
  });

  test('counts a change of its team alone as well, so that a second one from the same page is stale', async () => {
    const { id } = await addAccount(server.orm, 'proctor');
    const change = (revision: number, proctorIds: PersonId[]) =>
      admin.call('changeRoom', { params: { roomId: day.room.id }, body: { proctorIds, revision } });
    expect(await change(1, [id])).toMatchObject({ revision: 2, proctors: [{ personId: id }] });
    expect(await refusal(change(1, []))).toEqual({ code: 'stale' });
    const answers = await Promise.all([refusal(change(2, [])), refusal(change(2, [])), refusal(change(2, []))]);
    expect(answers.filter((body) => body === undefined)).toHaveLength(1);
    expect((await rooms())[0]).toMatchObject({ revision: 3, proctors: [] });
    const { entries } = await admin.call('audit', { query: { subjectId: day.room.id } });
    expect(entries.at(-1)?.facts).toEqual({ proctorsAdded: id, proctorsRemoved: day.proctor.id });
  });

  test('goes only when nobody sits there', async () => {
    const remove = (roomId: RoomId) => admin.call('removeRoom', { params: { roomId } });
    expect(await refusal(remove(day.room.id))).toEqual({ code: 'roomNotEmpty' });
    const { roomId } = await createRoom('Salle B', [day.proctor.id]);
    await remove(roomId);
    expect(await refusal(remove(roomId))).toEqual({ code: 'notFound' });
  });
});

describe('enrolling', () => {
  test('gives a sitting to who has none and keeps the others’', async () => {
    const { roomId } = await createRoom('Salle B');
    const { id } = await addAccount(server.orm, 'candidate');
    expect(await enrol([id, day.candidate.id, id], roomId)).toEqual({ added: 1, already: 1 });
    expect(await enrol([id], roomId)).toEqual({ added: 0, already: 1 });
    const { sittings } = await admin.call('examSittings', { params: { examId: day.exam.id }, query: { roomId } });
    expect(sittings).toEqual([expect.objectContaining({ personId: id, state: 'scheduled', extraMinutes: 0 })]);
  });

  test('takes candidates only who exist and are not suspended, into a room of the exam, all or none', async () => {
    const { id } = await addAccount(server.orm, 'candidate');
    expect(await refusal(enrol([id, day.proctor.id]))).toEqual({ code: 'wrongRole' });
    expect(await refusal(enrol([id, newId<PersonId>()]))).toEqual({ code: 'notFound' });
    const suspended = await addAccount(server.orm, 'candidate', { state: 'suspended' });
    expect(await refusal(enrol([id, suspended.id]))).toEqual({ code: 'personSuspended' });
    const other = await addExamDay(server.orm);
    expect(await refusal(enrol([id], other.room.id))).toEqual({ code: 'notFound' });
    const { total } = await admin.call('examSittings', { params: { examId: day.exam.id }, query: {} });
    expect(total).toBe(1);
  });

  test('into an exam that was cancelled or is over is refused', async () => {
    const { id } = await addAccount(server.orm, 'candidate');
    await server.database.query(`update exam set state = 'cancelled' where id = '${day.exam.id}'`);
    expect(await refusal(enrol([id]))).toEqual({ code: 'examCancelled' });
    await server.database.query(
      `update exam set state = 'published', opens_at = '2026-01-01', closes_at = '2026-01-02' where id = '${day.exam.id}'`,
    );
    expect(await refusal(enrol([id]))).toEqual({ code: 'examClosed' });
  });

  test('thousands takes a moment', async () => {
    await server.database.query(`
      insert into account (id, name, email, role, language, state, created_at)
      select gen_random_uuid(), 'Person ' || n, 'enrol' || n || '@rooms.example', 'candidate', 'fr', 'invited', now()
      from generate_series(1, 5000) n`);
    const rows = await server.database.query("select id from account where email like 'enrol%'");
    const started = performance.now();
    expect(await enrol(rows.map(({ id }) => id as PersonId))).toEqual({ added: 5_000, already: 0 });
    console.log(`5,000 people enrolled in ${Math.round(performance.now() - started)} ms`);
    const names: string[] = [];
    let cursor: string | null | undefined;
    do {
      const query = { limit: 200, ...(cursor ? { cursor } : {}) };
      const page = await admin.call('examSittings', { params: { examId: day.exam.id }, query });
      names.push(...page.sittings.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor);
    expect(names).toHaveLength(5_001);
    expect(names.map((name) => name.toLowerCase())).toEqual(names.map((name) => name.toLowerCase()).sort());
    const found = await admin.call('examSittings', {
      params: { examId: day.exam.id },
      query: { search: 'ENROL4999@' },
    });
    expect(found.total).toBe(1);
  });
});

describe('a sitting', () => {
  const change = (body: { extraMinutes?: number; roomId?: RoomId }) =>
    admin.call('changeSitting', { params: { sittingId: day.sitting.id }, body });
  const setState = (state: string) =>
    server.database.query(`update sitting set state = '${state}' where id = '${day.sitting.id}'`);

  test('gets extra time and another room of its exam', async () => {
    const { roomId } = await createRoom('Salle B');
    expect(await change({ extraMinutes: 40, roomId })).toMatchObject({ extraMinutes: 40, roomId });
    const { entries } = await admin.call('audit', { query: { subjectId: day.sitting.id } });
    expect(entries[0]?.facts).toEqual({ extraMinutes: '40', roomId });
  });

  test('gets no room of another exam', async () => {
    const other = await addExamDay(server.orm);
    expect(await refusal(change({ roomId: other.room.id }))).toEqual({ code: 'notFound' });
  });

  test('that has begun gets extra time but stays where it is, and one that is over gets neither', async () => {
    const { roomId } = await createRoom('Salle B');
    await setState('writing');
    expect(await refusal(change({ roomId }))).toEqual({ code: 'sittingBegun' });
    expect(await change({ extraMinutes: 10 })).toMatchObject({ extraMinutes: 10 });
    await setState('submitted');
    expect(await refusal(change({ extraMinutes: 20 }))).toEqual({ code: 'sittingOver' });
  });

  test('is withdrawn only before it has begun', async () => {
    const withdraw = () => admin.call('withdrawSitting', { params: { sittingId: day.sitting.id } });
    await setState('lobby');
    expect(await refusal(withdraw())).toEqual({ code: 'sittingBegun' });
    await setState('scheduled');
    await withdraw();
    expect(await refusal(withdraw())).toEqual({ code: 'notFound' });
  });

  test.each([{}, { extraMinutes: -1 }, { extraMinutes: 1_441 }])('is not changed by %j', async (body) => {
    expect(await refusal(change(body))).toMatchObject({ code: 'invalid' });
  });
});

test('nothing is found by the id of nothing', async () => {
  const examId = newId<ExamId>();
  const roomId = newId<RoomId>();
  const sittingId = newId<SittingId>();
  const calls = [
    () => admin.call('examRooms', { params: { examId } }),
    () => admin.call('createRoom', { params: { examId }, body: { name: 'X', proctorIds: [] } }),
    () => admin.call('examSittings', { params: { examId }, query: {} }),
    () => admin.call('enrol', { params: { examId }, body: { roomId: day.room.id, personIds: [day.candidate.id] } }),
    () => admin.call('changeRoom', { params: { roomId }, body: { name: 'X', revision: 1 } }),
    () => admin.call('removeRoom', { params: { roomId } }),
    () => admin.call('changeSitting', { params: { sittingId }, body: { extraMinutes: 1 } }),
    () => admin.call('withdrawSitting', { params: { sittingId } }),
  ];
  for (const call of calls) expect(await refusal(call())).toEqual({ code: 'notFound' });
});
