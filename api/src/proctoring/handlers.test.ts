import { randomUUID } from 'node:crypto';
import {
  type ConversationEntry,
  conversationEntry,
  conversationOf,
  roomConversationsOf,
} from '@invigil/contract/conversation';
import { interventionId } from '@invigil/contract/ids';
import { type ProctoredSitting, proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addAnswer } from '../../test/answers.ts';
import { addAccount } from '../../test/examDay.ts';
import { act, idOf, undoLast } from '../../test/proctoredRoom.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { DeviceValidation } from '../devices/deviceValidation.ts';
import { Exam } from '../exams/exam.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let signaling: Cluster;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());

async function room() {
  const day = await startWriting(server);
  const ofSitting = { roomId: day.room.id, sittingId: day.sittingId };
  return { ...day, proctor: await server.as(day.proctor), team: day.proctor, candidate: day.me, ofSitting };
}
const askForDesk = { kind: 'viewRequested', facts: { view: 'desk' } } as const;

test('a console is shown the rules, the team with the admins, and how every sitting stands', async () => {
  const day = await room();
  const admin = await addAccount(server.orm, 'admin');
  const shown = await day.proctor.call('proctoring', { params: { roomId: day.room.id } });
  expect(shown).toMatchObject({ durationMinutes: 120, questionCount: 1, rules: { admission: false, lookMinutes: 10 } });
  expect(shown.team).toContainEqual({ personId: day.team.id, name: day.team.name, supervises: false });
  expect(shown.team).toContainEqual({ personId: admin.id, name: admin.name, supervises: true });
  expect(shown.sittings).toMatchObject([{ sittingId: day.sittingId, state: 'writing' }]);
});

test('an admin may watch any room, as a supervisor', async () => {
  const day = await room();
  const admin = await server.as(await addAccount(server.orm, 'admin'));
  for (const [caller, supervises] of [[admin, true] as const, [day.proctor, false] as const]) {
    const { token } = await caller.call('roomJoinToken', { params: { roomId: day.room.id } });
    const { admission } = await verifyJoinToken(server.keys.publicJwk, token, server);
    expect(admission).toMatchObject({ role: 'proctor', rooms: [day.room.id], supervises });
  }
});

describe('what is told of an intervention', () => {
  test('is all to the room, and to the candidate what concerns them, without a name', async () => {
    const day = await room();
    const heard: ProctoredSitting[] = [];
    const inRoom: ConversationEntry[] = [];
    const byCandidate: ConversationEntry[] = [];
    await signaling.hear(proctoredOf(day.room.id), proctoredSitting, (one) => heard.push(one));
    await signaling.hear(roomConversationsOf(day.room.id), conversationEntry, (one) => inRoom.push(one));
    await signaling.hear(conversationOf(day.sittingId), conversationEntry, (one) => byCandidate.push(one));
    await act(day.proctor, day, { kind: 'snoozed', facts: { minutes: 5 } });
    const warned = await act(day.proctor, day, { kind: 'warned', facts: {} });
    server.clock.advance(1_000);
    await undoLast(day.proctor, day, idOf(warned));
    await vi.waitUntil(() => heard.length === 3 && inRoom.length === 3 && byCandidate.length === 2, {
      timeout: 20_000,
    });
    expect(heard.map((one) => one.lastIntervention?.kind)).toEqual(['snoozed', 'warned', 'warned']);
    expect(inRoom.map((one) => one.type === 'intervention' && [one.byId, one.intervention.kind])).toEqual([
      [day.team.id, 'snoozed'],
      [day.team.id, 'warned'],
      [day.team.id, 'warned'],
    ]);
    expect(byCandidate).toMatchObject([
      { byId: null, intervention: { kind: 'warned', reason: 'Il le faut.', undoneAt: null } },
      { byId: null, intervention: { kind: 'warned', undoneAt: server.clock.now(), undoReason: 'C’est réglé.' } },
    ]);
  });

  test('is told of what the candidate does, too', async () => {
    const day = await room();
    const heard: ProctoredSitting[] = [];
    await signaling.hear(proctoredOf(day.room.id), proctoredSitting, (one) => heard.push(one));
    const params = { sittingId: day.sittingId };
    const sources = ['screen' as const];
    await day.candidate.call('pauseWriting', { params, body: { pageId: day.page, key: randomUUID(), sources } });
    const body = { key: randomUUID(), pageId: day.page, revisions: [], timeIsOver: false };
    await day.candidate.call('submitSitting', { params, body });
    await vi.waitUntil(() => heard.length === 2, { timeout: 20_000 });
    expect(heard.map(({ state, pausedBy }) => [state, pausedBy])).toEqual([
      ['paused', 'system'],
      ['submitted', null],
    ]);
  });
});

describe('a view that was asked for', () => {
  test('is answered once by its candidate, and everybody of the team sees it', async () => {
    const day = await room();
    const asked = await act(day.proctor, day, askForDesk);
    const params = { sittingId: day.sittingId, interventionId: idOf(asked) };
    server.clock.advance(5_000);
    const answeredAt = server.clock.now();
    await day.candidate.call('showView', { params });
    server.clock.advance(5_000);
    await day.candidate.call('showView', { params });
    const { sittings } = await day.proctor.call('proctoring', { params: { roomId: day.room.id } });
    expect(sittings[0]?.views).toMatchObject([{ view: 'desk', answeredAt }]);
    const withdrawn = await undoLast(day.proctor, day, idOf(asked));
    expect(withdrawn).toMatchObject({ views: [] });
  });

  test('of somebody else, or that is something else, is not there', async () => {
    const day = await room();
    const other = await room();
    const asked = idOf(await act(other.proctor, other, askForDesk));
    const warned = idOf(await act(day.proctor, day, { kind: 'warned', facts: {} }));
    for (const id of [asked, warned, interventionId.parse(randomUUID())]) {
      const shown = day.candidate.call('showView', { params: { sittingId: day.sittingId, interventionId: id } });
      expect(await refusal(shown)).toEqual({ code: 'notFound' });
    }
  });
});

test('what is being written is read only where the exam shows it, and that somebody reads is written down', async () => {
  const day = await room();
  const savedAt = new Date(server.clock.now());
  await addAnswer(server.orm, day.sitting, { text: 'Le Code civil.', savedAt, frozen: false });
  const read = () => day.proctor.call('sittingWork', { params: day.ofSitting });
  expect(await refusal(read())).toEqual({ code: 'answersHidden' });
  await server.orm.em.fork().nativeUpdate(Exam, { id: day.exam.id }, { answersShown: true });
  const { answers } = await read();
  expect(answers).toEqual([{ prompt: '', text: 'Le Code civil.', words: 3, savedAt: savedAt.toISOString() }]);
  await read();
  const opened = { action: 'sittingWorkOpened', subjectId: day.sittingId };
  expect(await server.orm.em.fork().count(AuditEntry, opened)).toBe(1);
});

test('what the last device check found is shown, or that there was none', async () => {
  const day = await room();
  const read = () => day.proctor.call('sittingDevice', { params: day.ofSitting });
  expect(await read()).toEqual({ validatedAt: null, browser: null, steps: [] });
  const em = server.orm.em.fork();
  const checkedAt = new Date(server.clock.now());
  em.create(DeviceValidation, {
    id: newId(),
    account: day.sitting.candidate.id,
    device: 'Chrome 140 · Windows 11',
    passed: true,
    checkedAt,
    validUntil: checkedAt,
    facts: {},
    steps: [{ step: 'connection', outcome: 'warned', fault: null, facts: [{ name: 'downloadKbps', value: '900' }] }],
  });
  await em.flush();
  expect(await read()).toEqual({
    validatedAt: checkedAt.toISOString(),
    browser: 'Chrome 140 · Windows 11',
    steps: [{ step: 'connection', outcome: 'warned', facts: { downloadKbps: '900' } }],
  });
});
