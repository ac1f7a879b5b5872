import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import { verifyJoinToken } from '@invigil/server-kit/joinToken';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
let signaling: Cluster;
beforeAll(async () => {
  server = await TestApi.start();
  signaling = await server.join('signaling');
});
afterAll(() => server.close());

async function hear(sittingId: Sitting['id']): Promise<SittingNews[]> {
  const heard: SittingNews[] = [];
  await signaling.hear(sittingNewsOf(sittingId), sittingNews, (news) => heard.push(news));
  return heard;
}

test('who writes is told when an admin gives them more time, and when the exam closes later', async () => {
  const { sittingId, exam } = await startWriting(server, { durationMinutes: 200 });
  const admin = await server.as(await addAccount(server.orm, 'admin'));
  const heard = await hear(sittingId);
  await admin.call('changeSitting', { params: { sittingId }, body: { extraMinutes: 20 } });
  await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
  const { revision } = await admin.call('exam', { params: { examId: exam.id } });
  const closesAt = new Date(exam.closesAt.getTime() + hour).toISOString();
  await admin.call('changeExam', { params: { examId: exam.id }, body: { revision, closesAt } });
  await vi.waitUntil(() => heard.length === 2, { timeout: 20_000 });
  const inMinutes = heard.map(({ deadline }) => ((deadline ?? 0) - server.clock.now()) / 60_000);
  expect(inMinutes).toEqual([180 + 20, 200 + 20]);
});

test('who did not show up is expected again when the exam is moved', async () => {
  const { exam, sitting } = await addExamDay(server.orm, {
    opensAt: new Date(server.clock.now() - 4 * hour),
    closesAt: new Date(server.clock.now() - hour),
    state: 'noShow',
  });
  const admin = await server.as(await addAccount(server.orm, 'admin'));
  const { revision } = await admin.call('exam', { params: { examId: exam.id } });
  const later = (hours: number) => new Date(server.clock.now() + hours * hour).toISOString();
  const body = { revision, opensAt: later(24), closesAt: later(28) };
  await admin.call('changeExam', { params: { examId: exam.id }, body });
  expect((await server.orm.em.fork().findOneOrFail(Sitting, sitting.id)).state).toBe('scheduled');
});

test('a proctor may watch for as long as somebody in the room can still write, whatever is yet given back', async () => {
  const { proctor, room, sittingId, exam } = await startWriting(server);
  await server.database.query(`update sitting set extra_minutes = 10 where id = '${sittingId}'`);
  const watcher = await server.as(proctor);
  const endsAt = async () => {
    const { token } = await watcher.call('roomJoinToken', { params: { roomId: room.id } });
    return (await verifyJoinToken(server.keys.publicJwk, token, server)).admission.endsAt - exam.closesAt.getTime();
  };
  expect(await endsAt()).toBe(40 * 60_000);
  await server.database.query(`update sitting set credited_seconds = 2400 where id = '${sittingId}'`);
  expect(await endsAt()).toBe(50 * 60_000);
  await server.database.query(`update sitting set state = 'submitted' where id = '${sittingId}'`);
  expect(await endsAt()).toBe(10 * 60_000);
});
