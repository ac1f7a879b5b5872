import { randomUUID } from 'node:crypto';
import type { InterventionId, SittingId } from '@invigil/contract/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { act, idOf, joinTeam, press, undoLast } from '../../test/proctoredRoom.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Intervention } from './intervention.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const warn = { kind: 'warned', facts: {} } as const;
const addTime = (minutes: number) => ({ kind: 'timeAdded', facts: { minutes } }) as const;
const sittingOf = (id: SittingId) => server.orm.em.fork().findOneOrFail(Sitting, id, { populate: ['exam'] });

async function room(given: Parameters<typeof startWriting>[1] = {}) {
  const day = await startWriting(server, given);
  return { ...day, proctor: await server.as(day.proctor), me: day.proctor, candidate: day.me };
}

/** An open exam that its candidate has yet to start. */
async function open(given: { state?: Sitting['state'] } = {}) {
  const now = server.clock.now();
  const day = await addExamDay(server.orm, { opensAt: new Date(now - hour), closesAt: new Date(now + hour), ...given });
  return { ...day, proctor: await server.as(day.proctor) };
}

describe('of twenty proctors who press at once', () => {
  test('one acts, and the others are told who it was', async () => {
    const day = await room();
    const colleagues = await joinTeam(server, day, 19);
    const callers = [day.proctor, ...(await Promise.all(colleagues.map((one) => server.as(one))))];
    const outcomes = await Promise.all(callers.map((caller) => act(caller, day, addTime(5))));
    const done = outcomes.filter((outcome) => 'sittingId' in outcome);
    const refused = outcomes.filter((outcome) => 'refused' in outcome);
    expect([done.length, refused.length]).toEqual([1, 19]);
    const [last] = await server.orm.em.fork().find(Intervention, { sitting: day.sitting.id }, { populate: ['by'] });
    const error = { code: 'actedMeanwhile', kind: 'timeAdded', byName: last?.by.name };
    expect(refused).toEqual(refused.map(() => ({ refused: error })));
    expect((await sittingOf(day.sittingId)).extraMinutes).toBe(5);
  });

  test('who has seen what was done acts after it, and their own acts stand in nobody’s way', async () => {
    const day = await room();
    const [other] = await joinTeam(server, day, 1);
    if (!other) throw new Error('nobody joined');
    const colleague = await server.as(other);
    const first = await act(day.proctor, day, warn);
    expect(await act(day.proctor, day, warn)).toHaveProperty('sittingId');
    expect(await act(colleague, day, warn)).toMatchObject({ refused: { code: 'actedMeanwhile', kind: 'warned' } });
    // Of the two, only the first was shown.
    expect(await act(colleague, day, warn, { seen: idOf(first) })).toHaveProperty('refused');
    const { sittings } = await colleague.call('proctoring', { params: { roomId: day.room.id } });
    const seen = sittings[0]?.lastIntervention?.interventionId ?? null;
    expect(await act(colleague, day, warn, { seen })).toHaveProperty('sittingId');
  });

  test('the instants of what was done to a sitting all differ, though the clock stands still', async () => {
    const day = await room();
    for (let turn = 0; turn < 3; turn += 1) await act(day.proctor, day, warn);
    const done = await server.orm.em.fork().find(Intervention, { sitting: day.sitting.id });
    expect(new Set(done.map(({ at }) => at.getTime())).size).toBe(3);
  });
});

describe('a press', () => {
  test('with the same key again does nothing twice, also at the same time', async () => {
    const day = await room();
    const body = press(day, addTime(10));
    const params = { roomId: day.room.id };
    const outcomes = await Promise.all([1, 2, 3].map(() => day.proctor.call('intervene', { params, body })));
    for (const { done, refused } of outcomes) {
      expect(refused).toEqual([]);
      expect(done).toMatchObject([{ extraMinutes: 10 }]);
    }
    expect(await server.orm.em.fork().count(Intervention, { sitting: day.sitting.id })).toBe(1);
    const other = { ...body, intervention: warn };
    const { refused } = await day.proctor.call('intervene', { params, body: other });
    expect(refused).toEqual([{ sittingId: day.sittingId, error: { code: 'keyReused' } }]);
  });

  test('about several sittings does what it can, and says of each other one why not', async () => {
    const day = await room();
    const over = await room();
    const stranger = randomUUID() as SittingId;
    await server.database.query(
      `update sitting set exam_id = '${day.exam.id}', room_id = '${day.room.id}', state = 'submitted'
        where id = '${over.sittingId}'`,
    );
    const sittings = [day.sittingId, over.sittingId, stranger].map((sittingId) => ({ sittingId, seen: null }));
    const { done, refused } = await day.proctor.call('intervene', {
      params: { roomId: day.room.id },
      body: press(day, addTime(5), { sittings }),
    });
    expect(done.map(({ sittingId }) => sittingId)).toEqual([day.sittingId]);
    expect(refused).toHaveLength(2);
    expect(refused).toContainEqual({ sittingId: over.sittingId, error: { code: 'sittingOver' } });
    expect(refused).toContainEqual({ sittingId: stranger, error: { code: 'notFound' } });
  });

  test('is written down with its reason, and so is its undoing', async () => {
    const day = await room();
    const done = await act(day.proctor, day, addTime(5));
    await undoLast(day.proctor, day, idOf(done));
    const entries = await server.orm.em.fork().find(AuditEntry, { subjectId: day.sitting.id, actorId: day.me.id });
    const facts = { interventionId: idOf(done), kind: 'timeAdded' };
    expect(entries.map((entry) => [entry.action, entry.facts])).toEqual([
      ['sittingIntervened', { ...facts, minutes: '5', reason: 'Il le faut.' }],
      ['interventionUndone', { ...facts, reason: 'C’est réglé.' }],
    ]);
  });

  test('of a proctor of another room is refused, and an admin may act in any', async () => {
    const day = await room();
    const stranger = await room();
    await expect(act(stranger.proctor, day, warn)).rejects.toMatchObject({ body: { code: 'notFound' } });
    const admin = await server.as(await addAccount(server.orm, 'admin'));
    expect(await act(admin, day, warn)).toHaveProperty('sittingId');
  });
});

describe('undoing', () => {
  test('twice at once takes back once', async () => {
    const day = await room();
    await server.database.query(`update sitting set extra_minutes = 20 where id = '${day.sittingId}'`);
    const done = await act(day.proctor, day, addTime(5));
    const outcomes = await Promise.all([1, 2, 3].map(() => undoLast(day.proctor, day, idOf(done))));
    expect(outcomes).toMatchObject([1, 2, 3].map(() => ({ extraMinutes: 20 })));
  });

  test('never leaves less than no extra time', async () => {
    const day = await room();
    const done = await act(day.proctor, day, addTime(15));
    await server.database.query(`update sitting set extra_minutes = 10 where id = '${day.sittingId}'`);
    expect(await undoLast(day.proctor, day, idOf(done))).toMatchObject({ extraMinutes: 0 });
  });

  test('of what another room did is refused as if there were no such thing', async () => {
    const day = await room();
    const other = await room();
    const done = await act(other.proctor, other, warn);
    const asked = undoLast(day.proctor, day, idOf(done));
    await expect(asked).rejects.toMatchObject({ body: { code: 'notFound' } });
  });

  test('of a handing over is refused, and added time stays once the sitting is over', async () => {
    const day = await room();
    const [other] = await joinTeam(server, day, 1);
    const to = other?.id ?? day.me.id;
    const over = await act(day.proctor, day, { kind: 'handedOver', facts: { to } });
    expect(over).toMatchObject({ proctorId: to });
    expect(await undoLast(day.proctor, day, idOf(over))).toEqual({ refused: { code: 'cannotBeUndone' } });
    const added = await act(day.proctor, day, addTime(5));
    await server.database.query(`update sitting set state = 'submitted' where id = '${day.sittingId}'`);
    expect(await undoLast(day.proctor, day, idOf(added))).toEqual({ refused: { code: 'sittingOver' } });
  });
});

describe('handing over', () => {
  test('is to the team only, and not to who has it', async () => {
    const day = await room();
    const stranger = await addAccount(server.orm, 'proctor');
    const to = (personId: typeof stranger.id) => ({ kind: 'handedOver', facts: { to: personId } }) as const;
    expect(await act(day.proctor, day, to(stranger.id))).toEqual({ refused: { code: 'notFound' } });
    await act(day.proctor, day, to(day.me.id));
    expect(await act(day.proctor, day, to(day.me.id))).toEqual({ refused: { code: 'alreadyInForce' } });
  });
});

test('a snooze lasts as long as it says, or until it is undone', async () => {
  const day = await room();
  const done = await act(day.proctor, day, { kind: 'snoozed', facts: { minutes: 10 } });
  const until = server.clock.now() + 10 * 60_000;
  expect(done).toMatchObject({ snoozed: { interventionId: idOf(done), until } });
  expect(await undoLast(day.proctor, day, idOf(done))).toMatchObject({ snoozed: null });
});

test('who did not come is marked once, can be let in again while the exam is open, and never once started', async () => {
  const mark = { kind: 'noShowMarked', facts: {} } as const;
  const day = await open();
  const done = await act(day.proctor, day, mark);
  expect(done).toMatchObject({ state: 'noShow' });
  expect(await act(day.proctor, day, mark)).toEqual({ refused: { code: 'alreadyInForce' } });
  expect(await undoLast(day.proctor, day, idOf(done))).toMatchObject({ state: 'scheduled' });
  const begun = await room();
  expect(await act(begun.proctor, begun, mark)).toEqual({ refused: { code: 'sittingBegun' } });
});

test('what is not started is neither paused nor terminated', async () => {
  const day = await open();
  const refused = { refused: { code: 'sittingNotStarted' } };
  expect(await act(day.proctor, day, { kind: 'paused', facts: {} })).toEqual(refused);
  expect(await act(day.proctor, day, { kind: 'terminated', facts: {} })).toEqual(refused);
});

test('a flood of presses is refused before anything is done, until it is over', async () => {
  const day = await room();
  const params = { roomId: day.room.id };
  const undoing = { interventionIds: [newId<InterventionId>()], reason: 'Non.' };
  const undo = () => refusal(day.proctor.call('undoInterventions', { params, body: undoing }));
  const codes = await Promise.all(Array.from({ length: 61 }, undo));
  expect(codes.filter((body) => (body as { code: string }).code === 'tooManyRequests')).toHaveLength(1);
  const warnOnce = () => day.proctor.call('intervene', { params, body: press(day, warn) });
  expect(await refusal(warnOnce())).toMatchObject({ code: 'tooManyRequests' });
  expect(await server.orm.em.fork().count(Intervention, { sitting: day.sitting.id })).toBe(0);
  server.clock.advance(1_000);
  expect((await warnOnce()).done).toHaveLength(1);
});
