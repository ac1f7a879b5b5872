import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start({ signalingUrl: (host) => `ws://${host.replace(/:\d+$/, '')}:4443/live` });
});
afterAll(() => server.close());

describe('my rooms', () => {
  test('are those I am assigned to, with how many sit there', async () => {
    const { proctor, exam, room } = await addExamDay(server.orm);
    await addExamDay(server.orm);
    const { rooms, serverTime } = await (await server.as(proctor)).call('myRooms');
    expect(serverTime).toBe(new Date(server.clock.now()).toISOString());
    expect(rooms).toEqual([
      {
        roomId: room.id,
        name: 'Salle A',
        sittingCount: 1,
        exam: {
          examId: exam.id,
          title: 'Droit civil',
          opensAt: exam.opensAt.toISOString(),
          closesAt: exam.closesAt.toISOString(),
        },
      },
    ]);
  });

  test('are none for a proctor without an assignment, and all of them for an admin', async () => {
    await addExamDay(server.orm);
    const proctor = await server.as(await addAccount(server.orm, 'proctor'));
    expect((await proctor.call('myRooms')).rooms).toEqual([]);
    const admin = await server.as(await addAccount(server.orm, 'admin'));
    expect((await admin.call('myRooms')).rooms.length).toBeGreaterThanOrEqual(1);
  });
});

describe('a room', () => {
  test('shows its sittings by the candidates’ names', async () => {
    const { proctor, candidate, room, sitting } = await addExamDay(server.orm);
    const shown = await (await server.as(proctor)).call('room', { params: { roomId: room.id } });
    expect(shown.sittings).toEqual([{ sittingId: sitting.id, state: 'scheduled', candidateName: candidate.name }]);
  });

  test('of another team looks exactly like one that does not exist', async () => {
    const mine = await addExamDay(server.orm);
    const others = await addExamDay(server.orm);
    const caller = await server.as(mine.proctor);
    for (const roomId of [others.room.id, newId<typeof mine.room.id>()]) {
      expect(await refusal(caller.call('room', { params: { roomId } }))).toEqual({ code: 'notFound' });
      expect(await refusal(caller.call('roomJoinToken', { params: { roomId } }))).toEqual({ code: 'notFound' });
    }
  });

  test('is open to an admin to look at', async () => {
    const { room } = await addExamDay(server.orm);
    const admin = await server.as(await addAccount(server.orm, 'admin'));
    expect((await admin.call('room', { params: { roomId: room.id } })).roomId).toBe(room.id);
  });

  test('is lost with the assignment', async () => {
    const { proctor, room } = await addExamDay(server.orm);
    const caller = await server.as(proctor);
    await server.database.query(`delete from room_proctor where room_id = '${room.id}'`);
    expect(await refusal(caller.call('room', { params: { roomId: room.id } }))).toEqual({ code: 'notFound' });
  });
});

describe('a token to watch a room', () => {
  test('admits its proctor to this room until the exam closes, at the host the browser knows', async () => {
    const { proctor, exam, room } = await addExamDay(server.orm);
    const grant = await (await server.as(proctor)).call('roomJoinToken', { params: { roomId: room.id } });
    expect(grant.signalingUrl).toBe('ws://127.0.0.1:4443/live');
    const { admission } = await verifyJoinToken(server.keys.publicJwk, grant.token, server);
    expect(admission).toEqual({
      role: 'proctor',
      personId: proctor.id,
      rooms: [room.id],
      supervises: false,
      endsAt: exam.closesAt.getTime(),
    });
  });

  test('is given before the exam opens, to prepare, and no more once it closed', async () => {
    const closesAt = new Date(server.clock.now() + 3 * hour);
    const { proctor, room } = await addExamDay(server.orm, { opensAt: new Date(closesAt.getTime() - hour), closesAt });
    const caller = await server.as(proctor);
    const ask = () => refusal(caller.call('roomJoinToken', { params: { roomId: room.id } }));
    expect(await ask()).toBeUndefined();
    server.clock.advance(closesAt.getTime() - server.clock.now() - 1);
    expect(await ask()).toBeUndefined();
    server.clock.advance(1);
    expect(await ask()).toEqual({ code: 'examClosed' });
  });
});
