import { randomUUID } from 'node:crypto';
import { type ApiCallData, apiControl } from '@invigil/contract/apiControl';
import { lookId, nodeId, type PersonId } from '@invigil/contract/ids';
import { type ProctoredSitting, proctoredOf, proctoredSitting } from '@invigil/contract/proctoredSitting';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';
import { Room } from '../rooms/room.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
let signaling: Cluster;
let day: Awaited<ReturnType<typeof addExamDay>>;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());
beforeEach(async () => {
  const now = server.clock.now();
  day = await addExamDay(server.orm, { opensAt: new Date(now - hour), closesAt: new Date(now + 3 * hour) });
});

const api = nodeId.parse('api');
const recordLooks = (...looks: ApiCallData<'recordLooks'>['looks']) =>
  signaling.call(api, apiControl, 'recordLooks', { looks });
const lookFrom = (
  beganAgoMs: number,
  endedAgoMs: number,
  given: Partial<ApiCallData<'recordLooks'>['looks'][number]> = {},
) => ({
  lookId: lookId.parse(randomUUID()),
  roomId: day.room.id,
  sittingId: day.sitting.id,
  personId: day.proctor.id,
  beganAt: server.clock.now() - beganAgoMs,
  endedAt: server.clock.now() - endedAgoMs,
  ...given,
});
async function coverage() {
  const proctor = await server.as(day.proctor);
  const { looks } = await proctor.call('coverage', { params: { roomId: day.room.id }, query: {} });
  return looks;
}
async function heard(): Promise<ProctoredSitting[]> {
  const told: ProctoredSitting[] = [];
  await signaling.hear(proctoredOf(day.room.id), proctoredSitting, (one) => told.push(one));
  return told;
}

describe('looks', () => {
  test('are in the ledger with their length, the last first, and the room is told', async () => {
    const told = await heard();
    const early = lookFrom(60_000, 40_000);
    const late = lookFrom(20_000, 5_000);
    await recordLooks(early, late);
    const one = { sittingId: day.sitting.id, personId: day.proctor.id, byName: day.proctor.name };
    expect(await coverage()).toEqual([
      { ...one, beganAt: new Date(late.beganAt).toISOString(), seconds: 15 },
      { ...one, beganAt: new Date(early.beganAt).toISOString(), seconds: 20 },
    ]);
    await vi.waitFor(() => expect(told).toHaveLength(1));
    expect(told[0]?.looked).toEqual({ byId: day.proctor.id, at: late.endedAt, seconds: 35 });
  });

  test('that go on only move their end, and never back or beyond now', async () => {
    const look = lookFrom(30_000, 20_000);
    await recordLooks(look, { ...look, endedAt: look.endedAt + 10_000 });
    await recordLooks(look);
    expect(await coverage()).toMatchObject([{ seconds: 20 }]);
    await recordLooks({ ...look, endedAt: server.clock.now() + hour });
    expect(await coverage()).toMatchObject([{ seconds: 30 }]);
  });

  test('are not taken of another room, by a candidate, or under the id of somebody else’s', async () => {
    const other = await addExamDay(server.orm);
    const look = lookFrom(30_000, 20_000);
    await recordLooks(look);
    await recordLooks(
      lookFrom(10_000, 0, { roomId: other.room.id }),
      lookFrom(10_000, 0, { personId: day.candidate.id }),
      { ...look, personId: other.proctor.id, endedAt: server.clock.now() },
    );
    expect(await coverage()).toMatchObject([{ seconds: 10 }]);
  });
});

describe('the candidates of a room', () => {
  let colleague: Account;
  beforeEach(async () => {
    colleague = await addAccount(server.orm, 'proctor');
    const em = server.orm.em.fork();
    const room = await em.findOneOrFail(Room, { id: day.room.id }, { populate: ['proctors'] });
    room.proctors.add(em.getReference(Account, colleague.id));
    for (let at = 0; at < 4; at += 1) {
      const candidate = await addAccount(server.orm, 'candidate');
      em.create(Sitting, {
        id: newId(),
        candidate: candidate.id,
        exam: day.exam.id,
        room: day.room.id,
        state: 'scheduled',
      });
    }
    await em.flush();
  });
  const share = (...present: PersonId[]) =>
    signaling.call(api, apiControl, 'shareRoom', { roomId: day.room.id, present });
  const proctors = async () => {
    const sittings = await server.orm.em.fork().find(Sitting, { room: day.room.id });
    return Object.groupBy(sittings, ({ proctor }) =>
      proctor?.id === colleague.id ? 'colleague' : proctor ? 'first' : 'nobody',
    );
  };

  test('are shared among who is present, and only who changes hands is told', async () => {
    const told = await heard();
    await share(day.proctor.id);
    expect((await proctors()).first).toHaveLength(5);
    await vi.waitFor(() => expect(told).toHaveLength(5));
    await share(day.proctor.id, colleague.id);
    expect((await proctors()).colleague).toHaveLength(2);
    await vi.waitFor(() => expect(told).toHaveLength(7));
    expect(told.slice(5).every(({ proctorId }) => proctorId === colleague.id)).toBe(true);
    await share(colleague.id, day.proctor.id);
    expect(told).toHaveLength(7);
    await share();
    expect((await proctors()).nobody).toHaveLength(5);
  });

  test('who are done stay with whom they were, and strangers are given nobody', async () => {
    await share(day.proctor.id);
    await server.orm.em.fork().nativeUpdate(Sitting, { id: day.sitting.id }, { state: 'submitted' });
    const stranger = await addAccount(server.orm, 'proctor');
    await share(colleague.id, stranger.id);
    const by = await proctors();
    expect(by.first?.map(({ id }) => id)).toEqual([day.sitting.id]);
    expect(by.colleague).toHaveLength(4);
  });

  test('are shared the same when it is asked by many at once', async () => {
    await Promise.all(Array.from({ length: 6 }, () => share(day.proctor.id, colleague.id)));
    const { first = [], colleague: others = [] } = await proctors();
    expect([first.length, others.length].sort()).toEqual([2, 3]);
  });
});
