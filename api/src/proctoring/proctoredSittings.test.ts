import { randomUUID } from 'node:crypto';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAnswer } from '../../test/answers.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Hand } from '../conversations/hand.ts';
import { Message } from '../conversations/message.ts';
import { Intervention } from '../interventions/intervention.ts';
import { Look } from '../looks/look.ts';
import { newId } from '../newId.ts';
import { readProctoredSittings } from './proctoredSittings.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('everything that is known of a sitting is read, and nothing of another', async () => {
  const { sitting, sittingId, room, proctor, exam } = await startWriting(server);
  await startWriting(server);
  const em = server.orm.em.fork();
  const now = new Date(server.clock.now());
  const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const handId = newId<Hand['id']>();
  em.create(Hand, { id: handId, sitting: sittingId, raisedAt: at(-20) });
  em.create(Hand, { id: newId(), sitting: sittingId, raisedAt: at(-90), endedAt: at(-80) });
  for (const seconds of [-9, -5]) {
    em.create(Message, { id: newId(), sitting: sittingId, key: randomUUID(), at: at(seconds), text: 'Bonjour' });
  }
  em.create(Message, {
    id: newId(),
    sitting: sittingId,
    key: randomUUID(),
    at: at(-50),
    text: 'Vu',
    readAt: at(-40),
  });
  const did = (kind: Intervention['kind'], facts: Intervention['facts'], seconds: number) => {
    const id = newId<Intervention['id']>();
    const common = { sitting: sittingId, key: randomUUID(), by: proctor.id, reason: 'Il faut.' };
    em.create(Intervention, { id, ...common, kind, facts, at: at(seconds) });
    return id;
  };
  const view = did('viewRequested', { view: 'desk' }, -30);
  const snooze = did('snoozed', { minutes: 10 }, -60);
  did('snoozed', { minutes: 1 }, -100);
  const last = did('timeAdded', { minutes: 5 }, -1);
  for (const seconds of [-70, -30]) {
    em.create(Look, {
      id: newId(),
      sitting: sittingId,
      by: proctor.id,
      beganAt: at(seconds),
      endedAt: at(seconds + 10),
    });
  }
  await em.flush();
  await addAnswer(server.orm, sitting, { text: 'Été : peut-être, oui !\n\nFin.', savedAt: now, frozen: false });
  const found = await readProctoredSittings(server.orm.em.fork(), { roomId: room.id }, now);
  expect(found).toEqual([
    aProctoredSitting({
      sittingId,
      version: now.getTime(),
      deadline: now.getTime() + 120 * 60_000,
      hand: { handId, raisedAt: at(-20).getTime() },
      unread: { count: 2, since: at(-9).getTime() },
      lastIntervention: {
        interventionId: last,
        kind: 'timeAdded',
        byId: proctor.id,
        at: at(-1).getTime(),
        undoneAt: null,
      },
      views: [{ interventionId: view, view: 'desk', at: at(-30).getTime(), answeredAt: null }],
      snoozed: { interventionId: snooze, until: at(540).getTime() },
      progress: { answered: 1, questions: 1, words: 4 },
      looked: { byId: proctor.id, at: at(-20).getTime(), seconds: 20 },
    }),
  ]);
  expect(exam.asked()).toHaveLength(1);
  const same = await readProctoredSittings(server.orm.em.fork(), { sittingIds: [sittingId] }, now);
  expect(same).toEqual(found);
});

test('of a sitting about which nothing is known, nothing is said', async () => {
  const { sittingId } = await startWriting(server);
  const now = new Date(server.clock.now());
  const [found] = await readProctoredSittings(server.orm.em.fork(), { sittingIds: [sittingId] }, now);
  expect(found).toMatchObject({ hand: null, unread: null, lastIntervention: null, views: [], snoozed: null });
  expect(found).toMatchObject({ looked: null, progress: { answered: 0, questions: 1, words: 0 } });
  expect(await readProctoredSittings(server.orm.em.fork(), { sittingIds: [] }, now)).toEqual([]);
});
