import { AppError } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import { sittingState } from '@invigil/contract/routes/sittings';
import { ManualClock } from '@invigil/server-kit/clock';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addExamDay, hour } from '../../test/examDay.ts';
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
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.body : error),
  );

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
          exam: {
            examId: exam.id,
            title: 'Droit civil',
            opensAt: exam.opensAt.toISOString(),
            closesAt: exam.closesAt.toISOString(),
            durationMinutes: 120,
            rules: { webcam: true, screen: true, technicalTest: false, secondDisplay: 'allowed' },
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

  test.each(sittingState.options)('of a sitting that is %s is given unless it ended', async (state) => {
    const { candidate, sitting } = await openDay({ state });
    const caller = await server.as(candidate);
    const ended = ['submitted', 'timedOut', 'terminated', 'noShow'].includes(state);
    expect(await refusal(caller.call('sittingJoinToken', { params: { sittingId: sitting.id } }))).toEqual(
      ended ? { code: 'sittingOver' } : undefined,
    );
  });
});
