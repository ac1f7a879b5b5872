import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { handId, messageId, presenceId } from '@invigil/contract/ids';
import { proctorPresence, proctorsOf } from '@invigil/contract/proctorPresence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());

const supervised = async (roomId: string) => {
  const { rooms } = await admin.call('supervision');
  return rooms.find((room) => room.roomId === roomId);
};

test('a room shows its staffing, what waits, and who is overlooked', async () => {
  const { me, sittingId, room, proctor } = await startWriting(server);
  await server.database.query(`update sitting set proctor_id = '${proctor.id}' where id = '${sittingId}'`);
  const raisedAt = new Date(server.clock.now()).toISOString();
  await me.call('raiseHand', { params: { sittingId }, body: { handId: handId.parse(randomUUID()) } });
  const text = 'Je ne vois plus rien.';
  await me.call('writeToProctor', { params: { sittingId }, body: { messageId: messageId.parse(randomUUID()), text } });
  await server.database.query(`
    insert into incident (id, sitting_id, kind, nature, reported_by, began_at, facts, recorded_at)
    values ('${newId()}', '${sittingId}', 'tabHidden', 'conduct', 'page', now(), '{}', now())`);
  server.clock.advance(10 * 60_000);
  const before = await supervised(room.id);
  expect(before).toMatchObject({
    team: [{ personId: proctor.id, name: proctor.name, isHere: false, candidates: 1 }],
    states: { writing: 1 },
    ...{ hands: 1, oldestHandAt: raisedAt, unread: 1, oldestUnreadAt: raisedAt },
    ...{ overlooked: 0, incidents: { technical: 0, conduct: 1 } },
  });
  server.clock.advance(1);
  expect(await supervised(room.id)).toMatchObject({ overlooked: 1 });
  const now = new Date(server.clock.now()).toISOString();
  await server.database.query(`
    insert into look (id, sitting_id, by_id, began_at, ended_at)
    values ('${newId()}', '${sittingId}', '${proctor.id}', '${now}', '${now}')`);
  expect(await supervised(room.id)).toMatchObject({ overlooked: 0 });
});

test('a hand that was up when the copy was handed in waits for nobody any more', async () => {
  const { me, sittingId, room } = await startWriting(server);
  await me.call('raiseHand', { params: { sittingId }, body: { handId: handId.parse(randomUUID()) } });
  expect(await supervised(room.id)).toMatchObject({ hands: 1 });
  await server.database.query(`update sitting set state = 'submitted' where id = '${sittingId}'`);
  expect(await supervised(room.id)).toMatchObject({ hands: 0, oldestHandAt: null });
  const { sittings } = await admin.call('proctoring', { params: { roomId: room.id } });
  expect(sittings).toMatchObject([{ sittingId, hand: null }]);
});

test('who is there is who has a console open just now', async () => {
  const { room, proctor } = await startWriting(server);
  const signaling = await server.join('signaling');
  const value = {
    ...{ presenceId: presenceId.parse(randomUUID()), personId: proctor.id, roomId: room.id, version: 1 },
    ...{ state: 'here' as const, supervises: false, attends: null, speaks: false },
  };
  const lease = await signaling.claim({
    group: proctorsOf(room.id),
    name: value.presenceId,
    schema: proctorPresence,
    value,
    ttlMs: hour,
  });
  expect((await supervised(room.id))?.team).toMatchObject([{ isHere: true }]);
  await lease?.update({ ...value, version: 2, state: 'away' });
  expect((await supervised(room.id))?.team).toMatchObject([{ isHere: false }]);
});

test('only rooms that are open, or open within a day, are shown', async () => {
  const now = server.clock.now();
  const at = (from: number, to: number) =>
    addExamDay(server.orm, { opensAt: new Date(now + from * hour), closesAt: new Date(now + to * hour) });
  const soon = await at(23, 26);
  const later = await at(25, 28);
  const over = await at(-3, -1);
  const lasting = await at(-3, -1);
  await server.database.query(`update sitting set extra_minutes = 90 where id = '${lasting.sitting.id}'`);
  const { rooms } = await admin.call('supervision');
  const shown = rooms.map(({ roomId }) => roomId);
  expect(shown).toEqual(expect.arrayContaining([soon.room.id, lasting.room.id]));
  expect(shown).not.toContain(later.room.id);
  expect(shown).not.toContain(over.room.id);
});
