import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import {
  type ConversationEntry,
  conversationEntry,
  conversationOf,
  type MessageText,
  roomConversationsOf,
} from '@invigil/contract/conversation';
import { handId, messageId, sittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { type ProctoredSitting, proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditedActs } from '../../test/auditedActs.ts';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
let signaling: Cluster;
let day: Awaited<ReturnType<typeof addExamDay>>;
let candidate: HttpCaller;
let proctor: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());
beforeEach(async () => {
  const now = server.clock.now();
  day = await addExamDay(server.orm, { opensAt: new Date(now - hour), closesAt: new Date(now + 3 * hour) });
  candidate = await server.as(day.candidate);
  proctor = await server.as(day.proctor);
});

const newMessage = () => messageId.parse(randomUUID());
const newHand = () => handId.parse(randomUUID());
const mine = () => ({ sittingId: day.sitting.id });
const theirs = () => ({ roomId: day.room.id, sittingId: day.sitting.id });
const write = (text: string, id = newMessage()) =>
  candidate.call('writeToProctor', { params: mine(), body: { messageId: id, text } });
const raise = (id = newHand()) => candidate.call('raiseHand', { params: mine(), body: { handId: id } });
const send = (message: MessageText, key: string = randomUUID(), ids = [day.sitting.id]) =>
  proctor.call('sendMessages', { params: { roomId: day.room.id }, body: { key, sittingIds: ids, message } });
const asProctor = async () => (await proctor.call('conversation', { params: theirs() })).entries;
const asCandidate = async () => (await candidate.call('myConversation', { params: mine() })).entries;

/** What the candidate and the room are told from now on. */
async function listening() {
  const told = {
    candidate: [] as ConversationEntry[],
    room: [] as ConversationEntry[],
    sittings: [] as ProctoredSitting[],
  };
  await signaling.hear(conversationOf(day.sitting.id), conversationEntry, (one) => told.candidate.push(one));
  await signaling.hear(roomConversationsOf(day.room.id), conversationEntry, (one) => told.room.push(one));
  await signaling.hear(proctoredOf(day.room.id), proctoredSitting, (one) => told.sittings.push(one));
  return told;
}

/** Another candidate of the room. */
async function addNeighbour(): Promise<Sitting> {
  const neighbour = await addAccount(server.orm, 'candidate');
  const em = server.orm.em.fork();
  const { exam, room } = day;
  const sitting = em.create(Sitting, {
    id: newId(),
    candidate: neighbour.id,
    exam: exam.id,
    room: room.id,
    state: 'scheduled',
  });
  await em.flush();
  return sitting;
}

describe('what a candidate writes', () => {
  test('is read by both, once however often it is sent, and told at once', async () => {
    const told = await listening();
    const id = newMessage();
    const { entry } = await write('Je n’entends rien.', id);
    expect(await write('Je n’entends rien.', id)).toEqual({ entry });
    expect(await asProctor()).toEqual([entry]);
    expect(await asCandidate()).toEqual([entry]);
    await vi.waitFor(() => expect(told.sittings).toHaveLength(1));
    expect(told).toMatchObject({ candidate: [entry], room: [entry], sittings: [{ unread: { count: 1 } }] });
  });

  test('is unread until a proctor has read up to it', async () => {
    const told = await listening();
    const first = newMessage();
    await write('Un.', first);
    server.clock.advance(1_000);
    await write('Deux.');
    const read = () => proctor.call('readMessages', { params: theirs(), body: { messageId: first } });
    await read();
    await vi.waitFor(() => expect(told.sittings.at(-1)?.unread).toEqual({ count: 1, since: server.clock.now() }));
    const before = told.sittings.length;
    await read();
    expect(told.sittings).toHaveLength(before);
    const unknown = proctor.call('readMessages', { params: theirs(), body: { messageId: newMessage() } });
    expect(await refusal(unknown)).toEqual({ code: 'notFound' });
  });

  test('is taken until a day after the end, and no flood of it', async () => {
    const em = server.orm.em.fork();
    await em.nativeUpdate(
      Sitting,
      { id: day.sitting.id },
      { state: 'submitted', submittedAt: new Date(server.clock.now()) },
    );
    await write('Merci.');
    expect(await refusal(raise())).toEqual({ code: 'sittingOver' });
    const flood = Promise.all(Array.from({ length: 30 }, () => write('Encore.')));
    expect(await refusal(flood)).toMatchObject({ code: 'tooManyRequests' });
    server.clock.advance(limits.lateMs);
    candidate = await server.as(day.candidate);
    expect(await refusal(write('Trop tard.'))).toEqual({ code: 'sittingOver' });
  });

  test('is not taken under the id of another conversation', async () => {
    const id = newMessage();
    await write('À moi.', id);
    day = await addExamDay(server.orm, {
      opensAt: new Date(server.clock.now() - hour),
      closesAt: new Date(server.clock.now() + hour),
    });
    candidate = await server.as(day.candidate);
    expect(await refusal(write('À un autre.', id))).toEqual({ code: 'keyReused' });
  });
});

describe('what a proctor writes', () => {
  test('reaches each candidate of the batch once, by its code, and never by whom', async () => {
    const told = await listening();
    const neighbour = await addNeighbour();
    const key = randomUUID();
    const both = [day.sitting.id, neighbour.id, day.sitting.id];
    expect(await send({ canned: 'thanks' }, key, both)).toMatchObject({ sent: 2 });
    expect(await send({ canned: 'thanks' }, key, both)).toMatchObject({ sent: 2 });
    const [entry] = await asCandidate();
    expect(entry).toMatchObject({ type: 'message', from: 'proctor', byId: null, message: { canned: 'thanks' } });
    expect(await asProctor()).toEqual([{ ...entry, byId: day.proctor.id }]);
    expect(told.candidate).toEqual([entry]);
    expect(told.room.map((one) => one.sittingId).sort()).toEqual([day.sitting.id, neighbour.id].sort());
    expect(await auditedActs(server.orm, day.room.id)).toEqual(['messagesSent']);
    expect(await refusal(send({ text: 'Autre chose.' }, key))).toEqual({ code: 'keyReused' });
  });

  test('reaches nobody when one of them is a stranger', async () => {
    const stranger = sittingId.parse(randomUUID());
    expect(await refusal(send({ text: 'Bonjour.' }, randomUUID(), [day.sitting.id, stranger]))).toEqual({
      code: 'notFound',
    });
    expect(await asCandidate()).toEqual([]);
  });
});

describe('a hand', () => {
  test('stays up once, however often it is raised, until a proctor answers it', async () => {
    const told = await listening();
    const id = newHand();
    const { entry } = await raise(id);
    expect(entry).toMatchObject({ type: 'hand', handId: id, state: 'raised', endedAt: null });
    expect(await raise(id)).toEqual({ entry });
    expect(await raise()).toEqual({ entry });
    await vi.waitFor(() => expect(told.sittings.at(-1)?.hand).toMatchObject({ handId: id }));
    server.clock.advance(5_000);
    const answer = () => proctor.call('answerHand', { params: { roomId: day.room.id, handId: id } });
    await answer();
    await answer();
    const answered = { ...entry, state: 'answered', endedAt: server.clock.now() };
    expect(await asCandidate()).toEqual([answered]);
    await vi.waitFor(() => expect(told.sittings.at(-1)?.hand).toBeNull());
    expect(told).toMatchObject({ candidate: [entry, answered], room: [entry, answered] });
    expect(await auditedActs(server.orm, day.sitting.id)).toEqual(['handAnswered']);
    expect(await raise(id)).toEqual({ entry: answered });
    expect((await raise()).entry).toMatchObject({ state: 'raised' });
  });

  test('is lowered by its candidate alone, and then is down for a proctor too', async () => {
    const id = newHand();
    await raise(id);
    const other = await server.as(await addAccount(server.orm, 'candidate'));
    expect(await refusal(other.call('lowerHand', { params: { ...mine(), handId: id } }))).toEqual({ code: 'notFound' });
    await candidate.call('lowerHand', { params: { ...mine(), handId: id } });
    await proctor.call('answerHand', { params: { roomId: day.room.id, handId: id } });
    expect(await asProctor()).toMatchObject([{ handId: id, state: 'lowered' }]);
    const unknown = candidate.call('lowerHand', { params: { ...mine(), handId: newHand() } });
    expect(await refusal(unknown)).toEqual({ code: 'notFound' });
  });

  test('raised many times at once is one hand', async () => {
    const raised = await Promise.all(Array.from({ length: 8 }, () => raise()));
    const ids = raised.map(({ entry }) => (entry.type === 'hand' ? entry.handId : ''));
    expect(new Set(ids).size).toBe(1);
    expect(await asProctor()).toHaveLength(1);
  });
});

test('a proctor of another room reads and writes nothing', async () => {
  const stranger = await server.as(await addAccount(server.orm, 'proctor'));
  expect(await refusal(stranger.call('conversation', { params: theirs() }))).toEqual({ code: 'notFound' });
});

test('of what the team did a candidate is told only what is for them, and not by whom', async () => {
  await server.database.query(`
    insert into intervention (id, sitting_id, key, kind, facts, by_id, at, reason)
    select gen_random_uuid(), '${day.sitting.id}', gen_random_uuid(), kind, facts::jsonb, '${day.proctor.id}', now(), 'Motif.'
    from (values ('warned', '{}'), ('snoozed', '{"minutes": 5}')) as did (kind, facts)`);
  expect(await asCandidate()).toMatchObject([{ byId: null, intervention: { kind: 'warned', reason: 'Motif.' } }]);
  expect(await asProctor()).toHaveLength(2);
});
