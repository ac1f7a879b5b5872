import { limits } from '@invigil/contract/limits';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { sittingState } from '@invigil/contract/sittingStates';
import { ManualClock } from '@invigil/server-kit/clock';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import { Sitting } from './sitting.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

/** An exam day whose exam is open now. */
const openDay = (given: Parameters<typeof addExamDay>[1] = {}) =>
  addExamDay(server.orm, {
    opensAt: new Date(server.clock.now() - hour),
    closesAt: new Date(server.clock.now() + hour),
    ...given,
  });

describe('my sittings', () => {
  test('are mine and nobody else’s, with what the exam asks for', async () => {
    const { candidate, exam, room, sitting } = await openDay();
    await openDay();
    const mine = await (await server.as(candidate)).call('mySittings');
    expect(mine).toEqual({
      serverTime: new Date(server.clock.now()).toISOString(),
      sittings: [
        {
          sittingId: sitting.id,
          roomId: room.id,
          state: 'scheduled',
          extraMinutes: 0,
          exam: {
            examId: exam.id,
            state: 'published',
            title: 'Droit civil',
            opensAt: exam.opensAt.toISOString(),
            closesAt: exam.closesAt.toISOString(),
            durationMinutes: 120,
            rules: ordinaryRules,
          },
        },
      ],
    });
  });

  test('begin with the next one and end with what is long over', async () => {
    const { candidate } = await openDay();
    const now = server.clock.now();
    const others = await Promise.all(
      [48, -48, 24, -24].map((hours) =>
        addExamDay(server.orm, { opensAt: new Date(now + hours * hour), closesAt: new Date(now + (hours + 1) * hour) }),
      ),
    );
    const em = server.orm.em.fork();
    for (const { sitting } of others) await em.nativeUpdate(Sitting, { id: sitting.id }, { candidate });
    const { sittings } = await (await server.as(candidate)).call('mySittings');
    const inHours = sittings.map(({ exam }) => (Date.parse(exam.opensAt) - now) / hour);
    expect(inHours).toEqual([-1, 24, 48, -24, -48]);
  });
});

describe('a token to join a sitting', () => {
  test('admits its candidate to exactly this sitting until the exam closes, for a minute', async () => {
    const { candidate, exam, room, sitting } = await openDay();
    const grant = await (await server.as(candidate)).call('sittingJoinToken', { params: { sittingId: sitting.id } });
    expect(grant.signalingUrl).toBe('ws://live.invigil.example/live');
    expect(Date.parse(grant.expiresAt)).toBe(server.clock.now() + limits.joinTokenSeconds * 1000);

    const verified = await verifyJoinToken(server.keys.publicJwk, grant.token, server);
    expect(verified.expiresAt).toBe(Date.parse(grant.expiresAt));
    expect(verified.admission).toEqual({
      role: 'candidate',
      personId: candidate.id,
      sittingId: sitting.id,
      roomId: room.id,
      endsAt: exam.closesAt.getTime(),
    });
    const later = { clock: new ManualClock(Date.parse(grant.expiresAt) + 1_000) };
    await expect(verifyJoinToken(server.keys.publicJwk, grant.token, later)).rejects.toThrow('joinTokenExpired');
  });

  test('is a new one each time, and each is written down', async () => {
    const { candidate, sitting } = await openDay();
    const caller = await server.as(candidate);
    const grants = await Promise.all(
      [1, 2].map(() => caller.call('sittingJoinToken', { params: { sittingId: sitting.id } })),
    );
    const ids = await Promise.all(grants.map(({ token }) => verifyJoinToken(server.keys.publicJwk, token, server)));
    expect(new Set(ids.map(({ jti }) => jti)).size).toBe(2);
    const entries = await server.orm.em.fork().find(AuditEntry, { actorId: candidate.id });
    expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['sittingJoinTokenIssued', sitting.id],
      ['sittingJoinTokenIssued', sitting.id],
    ]);
  });

  test('is not given for somebody else’s sitting, which looks exactly like one that does not exist', async () => {
    const mine = await openDay();
    const others = await openDay();
    const caller = await server.as(mine.candidate);
    const ask = (sittingId: typeof mine.sitting.id) =>
      refusal(caller.call('sittingJoinToken', { params: { sittingId } }));
    expect(await ask(others.sitting.id)).toEqual({ code: 'notFound' });
    expect(await ask(newId())).toEqual({ code: 'notFound' });
    expect(await server.orm.em.fork().count(AuditEntry, { actorId: mine.candidate.id })).toBe(0);
  });

  test('depends on the exam’s window to the millisecond, by the server’s clock', async () => {
    const opensAt = new Date(server.clock.now() + hour);
    const closesAt = new Date(server.clock.now() + 2 * hour);
    const { candidate, sitting } = await openDay({ opensAt, closesAt });
    const caller = await server.as(candidate);
    const at = async (time: number) => {
      server.clock.advance(time - server.clock.now());
      return refusal(caller.call('sittingJoinToken', { params: { sittingId: sitting.id } }));
    };
    const notOpen = { code: 'examNotOpen', opensAt: opensAt.toISOString() };
    expect(await at(opensAt.getTime() - 1_000)).toEqual(notOpen);
    expect(await at(opensAt.getTime() - 1)).toEqual(notOpen);
    expect(await at(opensAt.getTime())).toBeUndefined();
    expect(await at(closesAt.getTime() - 1_000)).toBeUndefined();
    expect(await at(closesAt.getTime() - 1)).toBeUndefined();
    expect(await at(closesAt.getTime())).toEqual({ code: 'examClosed' });
    expect(await at(closesAt.getTime() + 1_000)).toEqual({ code: 'examClosed' });
  });

  test('is given for as many minutes more as its candidate has, and its proctor can watch as long', async () => {
    const closesAt = new Date(server.clock.now() + hour);
    const { candidate, proctor, room, sitting } = await openDay({ closesAt });
    await server.database.query(`update sitting set extra_minutes = 30 where id = '${sitting.id}'`);
    const caller = await server.as(candidate);
    const watcher = await server.as(proctor);
    const ask = () => caller.call('sittingJoinToken', { params: { sittingId: sitting.id } });
    const watch = () => watcher.call('roomJoinToken', { params: { roomId: room.id } });
    server.clock.advance(1.5 * hour - 1);
    for (const { token } of [await ask(), await watch()]) {
      const { admission } = await verifyJoinToken(server.keys.publicJwk, token, server);
      expect(admission.endsAt).toBe(closesAt.getTime() + 30 * 60_000);
    }
    server.clock.advance(1);
    expect(await refusal(ask())).toEqual({ code: 'examClosed' });
    expect(await refusal(watch())).toEqual({ code: 'examClosed' });
  });

  test('is refused once the exam is cancelled, and for a draft as if there were none', async () => {
    const { candidate, exam, sitting } = await openDay();
    const caller = await server.as(candidate);
    const ask = () => refusal(caller.call('sittingJoinToken', { params: { sittingId: sitting.id } }));
    await server.database.query(`update exam set state = 'cancelled' where id = '${exam.id}'`);
    expect(await ask()).toEqual({ code: 'examCancelled' });
    expect((await caller.call('mySittings')).sittings.map((mine) => mine.exam.state)).toEqual(['cancelled']);
    await server.database.query(`update exam set state = 'draft' where id = '${exam.id}'`);
    expect(await ask()).toEqual({ code: 'notFound' });
    expect((await caller.call('mySittings')).sittings).toEqual([]);
  });

  test('for an exam that requires a technical test is given once one of mine was submitted', async () => {
    const { candidate, exam, sitting } = await openDay();
    const testDay = await openDay();
    const others = await openDay({ state: 'submitted' });
    await server.database.query(`
      update exam set technical_test_required = true where id = '${exam.id}';
      update exam set kind = 'technicalTest' where id in ('${testDay.exam.id}', '${others.exam.id}');
      update sitting set candidate_id = '${candidate.id}' where id = '${testDay.sitting.id}'`);
    const caller = await server.as(candidate);
    const ask = (sittingId = sitting.id) => refusal(caller.call('sittingJoinToken', { params: { sittingId } }));
    for (const state of ['scheduled', 'writing', 'timedOut', 'terminated', 'submitted']) {
      await server.database.query(`update sitting set state = '${state}' where id = '${testDay.sitting.id}'`);
      expect(await ask()).toEqual(state === 'submitted' ? undefined : { code: 'technicalTestRequired' });
    }
  });

  test.each(sittingState.options)('of a sitting that is %s is given unless it ended', async (state) => {
    const { candidate, sitting } = await openDay({ state });
    const caller = await server.as(candidate);
    const ended = ['submitted', 'timedOut', 'terminated', 'noShow'].includes(state);
    expect(await refusal(caller.call('sittingJoinToken', { params: { sittingId: sitting.id } }))).toEqual(
      ended ? { code: 'sittingOver' } : undefined,
    );
  });
});
