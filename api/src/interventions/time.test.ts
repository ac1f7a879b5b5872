import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import type { SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import { createLog } from '@invigil/server-kit/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { holdLive } from '../../test/liveSitting.ts';
import { act, idOf, undoLast } from '../../test/proctoredRoom.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Exam } from '../exams/exam.ts';
import { readProctoredSittings } from '../proctoring/proctoredSittings.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Interruption } from '../writing/interruption.ts';
import { endOverdueSittings } from '../writing/overdue.ts';
import type { Tellers } from '../writing/tellSitting.ts';
import { keepTerminatedCopies } from '../writing/terminatedCopies.ts';

let server: TestApi;
let tellers: Tellers;
const minute = 60_000;
const pauseIt = { kind: 'paused', facts: {} } as const;
const terminate = { kind: 'terminated', facts: {} } as const;

beforeAll(async () => {
  server = await TestApi.start();
  const log = createLog({ name: 'test', level: 'silent' });
  tellers = {
    orm: server.orm,
    clock: server.clock,
    log,
    cluster: await server.join('other'),
  };
});
afterAll(() => server.close());

const sittingOf = (id: SittingId) => server.orm.em.fork().findOneOrFail(Sitting, id, { populate: ['exam'] });

async function room(given: { faultCreditMinutes?: number } = {}) {
  const day = await startWriting(server);
  if (Object.keys(given).length > 0) await server.orm.em.fork().nativeUpdate(Exam, { id: day.exam.id }, given);
  const start = server.clock.now();
  /** Minutes after the start at which it ends, by the entity, by SQL and by what the page is told. */
  const ends = async () => {
    const now = new Date(server.clock.now());
    const [told] = await readProctoredSittings(server.orm.em.fork(), { sittingIds: [day.sittingId] }, now);
    const ofEntity = (await sittingOf(day.sittingId)).closing(now).getTime();
    const pulse = await day.me.call('signOfLife', { params, body: { pageId: day.page } }).catch(() => undefined);
    expect(told?.deadline).toBe(ofEntity);
    if (pulse) expect(Date.parse(pulse.deadline)).toBe(ofEntity);
    return (ofEntity - start) / minute;
  };
  const params = { sittingId: day.sittingId };
  const save = (text: string, typedAgoMs = 100) =>
    day.me.call('saveAnswer', {
      params: { ...params, questionId: day.question },
      body: { pageId: day.page, saveId: randomUUID(), baseRevision: 0, content: textContent(text), typedAgoMs },
    });
  return { ...day, proctor: await server.as(day.proctor), params, ends, save };
}

describe('while a proctor pauses', () => {
  test('the deadline moves with the time, and all of it is given back, whatever faults may give', async () => {
    const day = await room({ faultCreditMinutes: 0 });
    server.clock.advance(10 * minute);
    const done = await act(day.proctor, day, pauseIt);
    expect(done).toMatchObject({ state: 'paused', pausedBy: 'proctor', inForce: { paused: idOf(done) } });
    server.clock.advance(45 * minute);
    expect(await day.ends()).toBe(120 + 45);
    const undone = await undoLast(day.proctor, day, idOf(done));
    expect(undone).toMatchObject({ state: 'writing', pausedBy: null, creditedSeconds: 45 * 60 });
    expect(undone).toMatchObject({ inForce: { paused: null } });
    server.clock.advance(5 * minute);
    expect(await day.ends()).toBe(120 + 45);
    expect(await sittingOf(day.sittingId)).toMatchObject({ creditedSeconds: 0, grantedSeconds: 45 * 60 });
  });

  test('nothing that is typed meanwhile is saved, and what was typed before is', async () => {
    const day = await room();
    server.clock.advance(minute);
    const done = await act(day.proctor, day, pauseIt);
    server.clock.advance(minute);
    await expect(day.save('Pendant.')).rejects.toMatchObject({ body: { code: 'writingPaused' } });
    expect(await day.save('Avant.', 90_000)).toMatchObject({ revision: 1, kept: 'current' });
    await undoLast(day.proctor, day, idOf(done));
  });

  test('the page neither pauses nor goes on by itself', async () => {
    const day = await room();
    await holdLive(
      server.cluster,
      { sittingId: day.sittingId, roomId: day.room.id },
      { webcam: 'live', screen: 'live' },
    );
    const done = await act(day.proctor, day, pauseIt);
    const body = { pageId: day.page, key: randomUUID(), sources: ['screen' as const] };
    const paused = await day.me.call('pauseWriting', { params: day.params, body });
    expect(paused).toMatchObject({ state: 'paused', pausedBy: 'proctor' });
    const again = { ...body, key: randomUUID() };
    const resumed = day.me.call('resumeWriting', { params: day.params, body: again });
    await expect(resumed).rejects.toMatchObject({ body: { code: 'writingPaused' } });
    expect(await undoLast(day.proctor, day, idOf(done))).toMatchObject({ state: 'writing' });
    expect(await act(day.proctor, day, pauseIt)).toHaveProperty('sittingId');
    expect(await act(day.proctor, day, pauseIt)).toEqual({ refused: { code: 'alreadyInForce' } });
  });

  test('a fault that went on is settled first, so that no second counts twice', async () => {
    const day = await room({ faultCreditMinutes: 30 });
    const body = { pageId: day.page, key: randomUUID(), sources: ['screen' as const] };
    await day.me.call('pauseWriting', { params: day.params, body });
    server.clock.advance(4 * minute);
    const done = await act(day.proctor, day, pauseIt);
    server.clock.advance(6 * minute);
    expect(await day.ends()).toBe(130);
    await undoLast(day.proctor, day, idOf(done));
    expect(await day.ends()).toBe(130);
    expect(await sittingOf(day.sittingId)).toMatchObject({ creditedSeconds: 240, grantedSeconds: 360 });
    const known = await server.orm.em
      .fork()
      .find(Interruption, { sitting: day.sittingId }, { orderBy: { beganAt: 1 } });
    expect(known.map(({ reason, creditedSeconds }) => [reason, creditedSeconds])).toEqual([
      ['capture', 240],
      ['proctor', 360],
    ]);
  });

  test('a page that was away all the while is given nothing twice when it comes back', async () => {
    const day = await room({ faultCreditMinutes: 60 });
    server.clock.advance(2 * minute);
    const done = await act(day.proctor, day, pauseIt);
    server.clock.advance(8 * minute);
    await undoLast(day.proctor, day, idOf(done));
    server.clock.advance(3 * minute);
    await day.me.call('holdWriting', { params: day.params, body: { pageId: day.page, takeOver: false } });
    expect(await sittingOf(day.sittingId)).toMatchObject({ creditedSeconds: 300, grantedSeconds: 480 });
  });

  test('nobody is handed in, and who hands in is given the pause’s time first', async () => {
    const day = await room({ faultCreditMinutes: 0 });
    server.clock.advance(110 * minute);
    await act(day.proctor, day, pauseIt);
    server.clock.advance(40 * minute);
    await endOverdueSittings(tellers);
    expect((await sittingOf(day.sittingId)).state).toBe('paused');
    const body = { key: randomUUID(), pageId: day.page, revisions: [], timeIsOver: false };
    await day.me.call('submitSitting', { params: day.params, body });
    const over = await sittingOf(day.sittingId);
    expect(over).toMatchObject({ state: 'submitted', pausedAt: null, grantedSeconds: 2_400 });
  });

  test('the candidate is told at once', async () => {
    const day = await room();
    const heard: SittingNews[] = [];
    await tellers.cluster.hear(sittingNewsOf(day.sittingId), sittingNews, (news) => heard.push(news));
    const done = await act(day.proctor, day, pauseIt);
    await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
    server.clock.advance(minute);
    await undoLast(day.proctor, day, idOf(done));
    await vi.waitUntil(() => heard.length === 2, { timeout: 20_000 });
    expect(heard).toMatchObject([
      { state: 'paused', pausedBy: 'proctor', creditedSeconds: 0 },
      { state: 'writing', pausedBy: null, creditedSeconds: 60 },
    ]);
  });
});

test('added time moves the deadline, and undone takes it back', async () => {
  const day = await room();
  const done = await act(day.proctor, day, { kind: 'timeAdded', facts: { minutes: 15 } });
  expect(await day.ends()).toBe(135);
  await undoLast(day.proctor, day, idOf(done));
  expect(await day.ends()).toBe(120);
});

describe('a termination', () => {
  test('is asked twice', async () => {
    const day = await room();
    const asked = act(day.proctor, day, terminate, { isConfirmed: false });
    await expect(asked).rejects.toMatchObject({ body: { code: 'confirmationMissing' } });
  });

  test('ends the writing and keeps what was typed before; undone, it goes on with the time in between given back', async () => {
    const day = await room({ faultCreditMinutes: 0 });
    await day.save('Avant.');
    server.clock.advance(10 * minute);
    const done = await act(day.proctor, day, terminate);
    expect(done).toMatchObject({ state: 'terminated', inForce: { terminated: idOf(done) } });
    expect(await act(day.proctor, day, terminate)).toEqual({ refused: { code: 'alreadyInForce' } });
    server.clock.advance(minute);
    await expect(day.save('Après.')).rejects.toMatchObject({ body: { code: 'sittingOver' } });
    const join = day.me.call('sittingJoinToken', { params: day.params });
    await expect(join).rejects.toMatchObject({ body: { code: 'sittingOver' } });
    server.clock.advance(19 * minute);
    await keepTerminatedCopies(tellers);
    const undone = await undoLast(day.proctor, day, idOf(done));
    expect(undone).toMatchObject({ state: 'writing', creditedSeconds: 1_200, progress: { words: 1 } });
    expect(await day.ends()).toBe(140);
    expect(await day.me.call('sittingJoinToken', { params: day.params })).toHaveProperty('token');
    const held = await day.me.call('holdWriting', { params: day.params, body: { pageId: day.page, takeOver: false } });
    expect(held).toMatchObject({ state: 'writing', answers: [{ revision: 1 }] });
  });

  test('during a pause gives back the pause, and then its own time', async () => {
    const day = await room();
    const paused = await act(day.proctor, day, pauseIt);
    server.clock.advance(5 * minute);
    const done = await act(day.proctor, day, terminate);
    expect(await undoLast(day.proctor, day, idOf(paused))).toEqual({ refused: { code: 'sittingOver' } });
    server.clock.advance(5 * minute);
    const undone = await undoLast(day.proctor, day, idOf(done));
    expect(undone).toMatchObject({ state: 'writing', pausedBy: null, creditedSeconds: 600 });
    expect(await undoLast(day.proctor, day, idOf(paused))).toEqual({ refused: { code: 'cannotBeUndone' } });
  });

  test('is for good once the copy is kept, after half an hour', async () => {
    const day = await room();
    await day.save('Gardé.');
    const done = await act(day.proctor, day, terminate);
    server.clock.advance(limits.unlockMs - 1);
    await keepTerminatedCopies(tellers);
    expect((await sittingOf(day.sittingId)).frozenAt).toBeNull();
    server.clock.advance(1);
    await keepTerminatedCopies(tellers);
    await vi.waitUntil(async () => (await sittingOf(day.sittingId)).frozenAt !== null, { timeout: 20_000 });
    const kept = await sittingOf(day.sittingId);
    expect(kept).toMatchObject({ state: 'terminated', submittedAt: null });
    expect(kept.receiptHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await undoLast(day.proctor, day, idOf(done))).toEqual({ refused: { code: 'cannotBeUndone' } });
  });
});
