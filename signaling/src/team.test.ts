import { randomUUID } from 'node:crypto';
import { messageId, personId, type RoomId } from '@invigil/contract/ids';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import { type ProctorPresence, proctorPresence, proctorsOf, roomProctorsOf } from '@invigil/contract/proctorPresence';
import { aProctoredSitting } from '@invigil/contract/testing/aProctoredSitting';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Page } from './testing/page.ts';
import { ScriptedApi } from './testing/scriptedApi.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

const poll = (read: () => unknown) => expect.poll(read, { timeout: 15_000, interval: 20 });
const someone = () => personId.parse(randomUUID());

describe.each(['in one process', 'over Redis'])('the team of a room %s', (where) => {
  let redis: RedisServer | undefined;
  let stage: Stage;
  let api: ScriptedApi;
  let second: Awaited<ReturnType<Stage['addSignaling']>>;
  beforeAll(async () => {
    redis = where === 'over Redis' ? await RedisServer.start() : undefined;
    const url = redis?.url;
    stage = await Stage.create({
      ...(url ? { redisUrl: url } : {}),
      presenceGraceMs: 2_000,
      lookEveryMs: 200,
      shareTimes: { settleMs: 50, goneMs: 1_000, firstRetryMs: 50 },
    });
    second = await stage.addSignaling('signaling-2');
    api = await ScriptedApi.create(await stage.join('api'));
  });
  afterAll(async () => {
    await api.close();
    await stage.close();
    await redis?.close();
  });

  const told = (page: Page, fits: (presence: ProctorPresence) => boolean) =>
    page.heard('note', ({ name, data }) => name === 'proctorPresence' && fits(data as ProctorPresence));
  const sharedOf = (roomId: RoomId) =>
    api.shared.filter((shared) => shared.roomId === roomId).map(({ present }) => present);

  test('colleagues see each other in the welcome and as they come, are away, come back and go', async () => {
    const rooms = [newRoomId()];
    const [first, other] = [someone(), someone()];
    const old = await stage.proctor({ rooms, person: first });
    expect(old.here.proctors).toMatchObject([{ personId: first, state: 'here', supervises: false, attends: null }]);
    const late = await stage.proctor({ rooms, person: other, supervises: true, url: second.url });
    expect(late.here.proctors.map((one) => one.personId).sort()).toEqual([first, other].sort());
    await told(old.page, (one) => one.personId === other && one.state === 'here' && one.supervises);
    late.page.drop();
    await told(old.page, ({ state }) => state === 'away');
    const back = await Page.resume(second.url, late.welcome.resumeToken, 0);
    await told(old.page, ({ state, version }) => state === 'here' && version > (late.here.proctors[0]?.version ?? 0));
    back.socket.close(1000);
    await told(old.page, (one) => one.personId === other && one.state === 'gone');
    const versions = old.page.notes('proctorPresence').map(({ data }) => (data as ProctorPresence).version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    const after = await stage.proctor({ rooms, url: second.url });
    expect(after.here.proctors).toHaveLength(2);
    for (const { page } of [old, after]) page.drop();
  });

  test('whom a proctor attends is told in the room of that candidate, and written down while it goes on', async () => {
    const [room, elsewhere] = [newRoomId(), newRoomId()];
    const person = someone();
    const candidate = await stage.candidate({ room });
    const { sittingId } = candidate.here;
    const colleague = await stage.proctor({ rooms: [room, elsewhere], url: second.url });
    const { page } = await stage.proctor({ rooms: [room, elsewhere], person });
    await page.get('attend', { sittingId });
    await told(colleague.page, (one) => one.personId === person && one.attends === sittingId && one.roomId === room);
    const looks = () => api.looks.filter((look) => look.sittingId === sittingId);
    await poll(() => looks().length).toBeGreaterThan(3);
    await page.get('attend', { sittingId: null });
    await told(colleague.page, (one) => one.personId === person && one.attends === null && one.roomId === room);
    expect(new Set(looks().map(({ lookId }) => lookId)).size).toBe(1);
    const [first] = looks();
    expect(first).toMatchObject({ roomId: room, personId: person });
    await poll(() => (looks().at(-1)?.endedAt ?? 0) - (first?.beganAt ?? 0)).toBeGreaterThan(400);
    const attended = colleague.page.notes('proctorPresence').map(({ data }) => data as ProctorPresence);
    expect(attended.filter((one) => one.roomId === elsewhere && one.attends === sittingId)).toEqual([]);
    page.drop();
    colleague.page.drop();
    candidate.page.drop();
  });

  test('a look ends with the socket', async () => {
    const room = newRoomId();
    const { page: candidate, here } = await stage.candidate({ room });
    const { page } = await stage.proctor({ rooms: [room] });
    await page.get('attend', { sittingId: here.sittingId });
    const looks = () => api.looks.filter((look) => look.sittingId === here.sittingId);
    await poll(() => looks().length).toBeGreaterThan(1);
    page.drop();
    await page.closed;
    await told((await stage.proctor({ rooms: [room] })).page, ({ state }) => state === 'gone');
    const count = looks().length;
    expect(new Set(looks().map(({ lookId }) => lookId)).size).toBe(1);
    await api.tellProctored(room, aProctoredSitting({ sittingId: here.sittingId }));
    expect(looks().length).toBe(count);
    candidate.drop();
  });

  test('the api hears who is present: without supervisors, and without those who have left for long', async () => {
    const room = newRoomId();
    const [one, other] = [someone(), someone()];
    const first = await stage.proctor({ rooms: [room], person: one });
    await poll(() => sharedOf(room)).toEqual([[one]]);
    const colleague = await stage.proctor({ rooms: [room], person: other, url: second.url });
    const supervisor = await stage.proctor({ rooms: [room], supervises: true });
    await poll(() => sharedOf(room).at(-1)).toEqual([one, other].sort());
    const left = Date.now();
    first.page.socket.close(1000);
    await poll(() => sharedOf(room).at(-1)).toEqual([other]);
    expect(Date.now() - left).toBeGreaterThanOrEqual(1_000);
    colleague.page.socket.close(1000);
    await poll(() => sharedOf(room).at(-1)).toEqual([]);
    expect(sharedOf(room).length).toBeLessThan(8);
    supervisor.page.drop();
  });

  test('while no api takes it, who is present is told again until one does', async () => {
    const room = newRoomId();
    const fail = () => Promise.reject(new Error('the api is not well'));
    api.next.push(fail, fail);
    const person = someone();
    const { page } = await stage.proctor({ rooms: [room], person });
    await poll(() => sharedOf(room)).toEqual([[person]]);
    page.drop();
  });

  test('the api’s facts of a sitting reach the proctors of its room, the newest of a burst', async () => {
    const [room, other] = [newRoomId(), newRoomId()];
    const { page } = await stage.proctor({ rooms: [room] });
    const stranger = await stage.proctor({ rooms: [other] });
    const sittingId = newSittingId();
    for (const version of [1, 2, 3, 50, 4]) await api.tellProctored(room, aProctoredSitting({ sittingId, version }));
    const newest = await page.heard('note', ({ data }) => (data as ProctoredSitting).version === 50);
    expect(newest.name).toBe('proctoredSitting');
    await api.tellProctored(other, aProctoredSitting({ sittingId: newSittingId(), version: 9 }));
    await stranger.page.heard('note', ({ data }) => (data as ProctoredSitting).version === 9);
    expect(stranger.page.notes('proctoredSitting')).toHaveLength(1);
    expect(page.notes('proctoredSitting').length).toBeLessThan(4);
    page.drop();
    stranger.page.drop();
  });

  test('what passes between a candidate and the proctors reaches both, and no other candidate', async () => {
    const room = newRoomId();
    const candidate = await stage.candidate({ room });
    const other = await stage.candidate({ room });
    const { page } = await stage.proctor({ rooms: [room], url: second.url });
    const entry = (sittingId: typeof candidate.here.sittingId, text: string) =>
      ({
        type: 'message',
        messageId: messageId.parse(randomUUID()),
        sittingId,
        at: 1_000,
        from: 'candidate',
        byId: null,
        message: { text },
      }) as const;
    await api.tellConversation(room, entry(candidate.here.sittingId, 'one'));
    await api.tellConversation(room, entry(other.here.sittingId, 'two'));
    const heard = await candidate.page.heard('note', ({ name }) => name === 'conversation');
    expect(heard.data).toMatchObject({ message: { text: 'one' } });
    await other.page.heard('note', ({ name }) => name === 'conversation');
    await poll(() => page.notes('conversation').length).toBe(2);
    expect(other.page.notes('conversation')).toHaveLength(1);
    for (const one of [candidate.page, other.page, page]) one.drop();
  });

  test('a sitting that was ended and is unlocked is joined again with a fresh token', async () => {
    const [of, room] = [newSittingId(), newRoomId()];
    const proctor = await stage.proctor({ rooms: [room] });
    const { page, welcome } = await stage.candidate({ of, room });
    const news = { sittingId: of, deadline: null, creditedSeconds: 0, pausedBy: null, admitted: true } as const;
    await api.decide({ ...news, state: 'terminated' });
    await page.closed;
    await proctor.page.heard('note', ({ data }) => (data as { presence?: string }).presence === 'gone');
    const resumed = await Page.resume(stage.url, welcome.resumeToken, 0);
    expect((await resumed.closed).reason).toBe('ended');
    await api.decide({ ...news, state: 'writing', deadline: Date.now() + 3_600_000 });
    const again = await stage.candidate({ of, room, url: second.url });
    await proctor.page.heard('note', ({ data }) => {
      const live = data as { sittingId?: string; presence?: string; version?: number };
      return live.sittingId === of && live.presence === 'here' && (live.version ?? 0) > 0;
    });
    await api.decide({ ...news, state: 'writing', deadline: Date.now() + 3_600_000 });
    await again.page.heard('note', ({ name }) => name === 'sittingNews');
    again.page.drop();
    proctor.page.drop();
  });

  test('a sitting that a proctor paused stays beyond its deadline', async () => {
    const sittingId = newSittingId();
    const endsAt = Date.now() + 1_000;
    const paused = await stage.candidate({ of: sittingId, endsAt });
    const ended = await stage.candidate({ endsAt });
    const news = { sittingId, creditedSeconds: 0, admitted: true, deadline: endsAt };
    await api.decide({ ...news, state: 'paused', pausedBy: 'proctor' });
    await ended.page.closed;
    await api.decide({ ...news, state: 'writing', pausedBy: null, deadline: Date.now() + 3_600_000 });
    await paused.page.heard('note', ({ data }) => (data as { state?: string }).state === 'writing');
    paused.page.drop();
  });
});

test('a proctor whose node died is told as gone to those who are there', async () => {
  const stage = await Stage.create();
  const room = newRoomId();
  const dead = proctorPresence.parse({
    presenceId: randomUUID(),
    personId: randomUUID(),
    roomId: room,
    version: 7,
    state: 'here',
    supervises: false,
    attends: null,
    speaks: false,
  });
  const hold = (presence: ProctorPresence) =>
    stage.hub.leases.hold({
      group: proctorsOf(room),
      name: presence.presenceId,
      owner: randomUUID(),
      ttlMs: 3_000,
      text: JSON.stringify({ nodeId: 'never-was', value: presence }),
    });
  hold(dead);
  const { page, here } = await stage.proctor({ rooms: [room] });
  expect(here.proctors).toContainEqual(dead);
  // One who came later, heard by the subject alone.
  const later = proctorPresence.parse({ ...dead, presenceId: randomUUID() });
  hold(later);
  const cluster = await stage.join('never-was');
  await cluster.publish(roomProctorsOf(room), proctorPresence, later);
  const gone = (of: ProctorPresence) =>
    page.heard('note', ({ data }) => {
      const { presenceId, state } = data as ProctorPresence;
      return presenceId === of.presenceId && state === 'gone';
    });
  expect((await gone(dead)).data).toMatchObject({ version: 8, attends: null });
  expect((await gone(later)).data).toMatchObject({ version: 8 });
  page.drop();
  await cluster.close();
  await stage.close();
});
