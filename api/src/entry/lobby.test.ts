import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { createLog } from '@invigil/server-kit/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newPage, readyToStart } from '../../test/entry.ts';
import { hour } from '../../test/examDay.ts';
import { act, idOf, undoLast } from '../../test/proctoredRoom.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { markNoShows } from '../writing/overdue.ts';

let server: TestApi;
let signaling: Cluster;
const log = createLog({ name: 'test', level: 'silent' });
const admit = { kind: 'admitted', facts: {} } as const;
const allow = { kind: 'lateEntryAllowed', facts: {} } as const;

beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());

async function atTheDoor(given: Parameters<typeof readyToStart>[1] = {}) {
  const day = await readyToStart(server, { ...given, exam: { admissionRequired: true, ...given.exam } });
  const body = { deviceId: day.device, pageId: newPage() };
  const enter = () => day.me.call('enterLobby', { params: day.params, body });
  const start = () => day.me.call('startSitting', { params: day.params, body: day.startBody({ pageId: body.pageId }) });
  return { ...day, proctor: await server.as(day.proctor), enter, start };
}

describe('where a proctor lets everybody in', () => {
  test('a candidate waits in the lobby, is let in, and starts', async () => {
    const day = await atTheDoor();
    expect(await refusal(day.start())).toEqual({ code: 'notAdmitted' });
    const enteredAt = new Date(server.clock.now()).toISOString();
    expect(await day.enter()).toEqual({ enteredAt, admittedAt: null });
    server.clock.advance(1_000);
    expect(await day.enter()).toEqual({ enteredAt, admittedAt: null });
    expect(await server.orm.em.fork().count(AuditEntry, { action: 'lobbyEntered', subjectId: day.sitting.id })).toBe(1);
    expect(await refusal(day.start())).toEqual({ code: 'notAdmitted' });
    const heard: SittingNews[] = [];
    await signaling.hear(sittingNewsOf(day.sitting.id), sittingNews, (news) => heard.push(news));
    const done = await act(day.proctor, day, admit);
    expect(done).toMatchObject({ state: 'lobby', admittedAt: server.clock.now() });
    await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
    expect(heard).toMatchObject([{ state: 'lobby', admitted: true, deadline: null }]);
    expect(await act(day.proctor, day, admit)).toEqual({ refused: { code: 'alreadyInForce' } });
    expect(await day.start()).toMatchObject({ state: 'writing' });
    expect(await undoLast(day.proctor, day, idOf(done))).toEqual({ refused: { code: 'sittingBegun' } });
  });

  test('an admission that is taken back closes the door again', async () => {
    const day = await atTheDoor();
    await day.enter();
    const done = await act(day.proctor, day, admit);
    expect(await undoLast(day.proctor, day, idOf(done))).toMatchObject({ admittedAt: null });
    expect(await refusal(day.start())).toEqual({ code: 'notAdmitted' });
  });

  test('nobody enters the lobby before every other gate is open', async () => {
    const day = await atTheDoor();
    await day.lease.release();
    expect(await refusal(day.enter())).toMatchObject({ code: 'captureMissing' });
    const late = await atTheDoor({ exam: { lateEntryMinutes: 0 } });
    expect(await refusal(late.enter())).toMatchObject({ code: 'lateEntryClosed' });
  });

  test('who is never let in has not shown up', async () => {
    const day = await atTheDoor({ closesAt: new Date(server.clock.now() + hour) });
    await day.enter();
    server.clock.advance(hour);
    await markNoShows({ orm: server.orm, clock: server.clock, cluster: signaling, log });
    const again = await server.as(day.candidate);
    const { sittings } = await again.call('mySittings');
    expect(sittings[0]?.state).toBe('noShow');
  });
});

test('where nobody has to be let in there is no lobby, and nobody to admit', async () => {
  const day = await readyToStart(server);
  const body = { deviceId: day.device, pageId: newPage() };
  const { admittedAt } = await day.me.call('enterLobby', { params: day.params, body });
  expect(admittedAt).not.toBeNull();
  const { sittings } = await day.me.call('mySittings');
  expect(sittings[0]?.state).toBe('scheduled');
  const proctor = await server.as(day.proctor);
  expect(await act(proctor, day, admit)).toEqual({ refused: { code: 'alreadyInForce' } });
});

test('a proctor lets one candidate start though it is too late for everybody else', async () => {
  const day = await readyToStart(server, { exam: { lateEntryMinutes: 0 } });
  const proctor = await server.as(day.proctor);
  const join = () => day.me.call('sittingJoinToken', { params: day.params });
  expect(await refusal(join())).toMatchObject({ code: 'lateEntryClosed' });
  const done = await act(proctor, day, allow);
  expect(done).toMatchObject({ lateEntryAllowed: true });
  expect(await act(proctor, day, allow)).toEqual({ refused: { code: 'alreadyInForce' } });
  expect(await join()).toHaveProperty('token');
  await undoLast(proctor, day, idOf(done));
  expect(await refusal(join())).toMatchObject({ code: 'lateEntryClosed' });
  await act(proctor, day, allow);
  const started = await day.me.call('startSitting', { params: day.params, body: day.startBody() });
  expect(started).toMatchObject({ state: 'writing' });
  expect(await act(proctor, day, allow)).toEqual({ refused: { code: 'sittingBegun' } });
});
