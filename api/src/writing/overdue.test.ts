import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { limits } from '@invigil/contract/limits';
import { type SittingNews, sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import { createLog } from '@invigil/server-kit/log';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { addExamDay, hour } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { DatabaseWatch } from '../db/databaseWatch.ts';
import { openOrm } from '../db/orm.ts';
import { Sitting } from '../sittings/sitting.ts';
import { endOverdueSittings, markNoShows } from './overdue.ts';
import { SittingRounds } from './sittingRounds.ts';
import type { Tellers } from './tellSitting.ts';

let server: TestApi;
const log = createLog({ name: 'test', level: 'silent' });
/** Several api processes, each with connections of its own. */
const processes: Tellers[] = [];
const minute = 60_000;
/** Of the news of what no proctor has touched. */
const calm = { pausedBy: null, admitted: false };

beforeAll(async () => {
  server = await TestApi.start();
  // What the api does by itself would do it first; here each round is a test's own.
  await server.api.close();
  for (const name of ['api-a', 'api-b', 'api-c']) {
    const orm = openOrm({ databaseUrl: server.database.url, log });
    processes.push({ orm, cluster: await server.join(name), clock: server.clock, log });
  }
});
afterAll(async () => {
  for (const { orm } of processes) await orm.close();
  await server.close();
});

const sittingOf = (id: Sitting['id']) => server.orm.em.fork().findOneOrFail(Sitting, id, { populate: ['exam'] });
const acts = async (subjectId: string) =>
  (await server.orm.em.fork().find(AuditEntry, { subjectId })).map(({ action, facts }) => [
    action,
    facts.by ?? facts.seconds,
  ]);
const round = async () => (await Promise.all(processes.map(endOverdueSittings))).reduce((sum, ended) => sum + ended, 0);
const noShows = async () => (await Promise.all(processes.map(markNoShows))).reduce((sum, marked) => sum + marked, 0);
const at = (time: number) => server.clock.advance(time - server.clock.now());

async function hear(sittingId: Sitting['id']): Promise<SittingNews[]> {
  const heard: SittingNews[] = [];
  const [first] = processes;
  await first?.cluster.hear(sittingNewsOf(sittingId), sittingNews, (news) => heard.push(news));
  return heard;
}

describe('a sitting whose page has gone', () => {
  test('is handed in some seconds after its deadline and not before, once, by whichever process', async () => {
    const { sittingId, exam } = await startWriting(server, { durationMinutes: 30 });
    const em = server.orm.em.fork();
    await em.execute(
      `insert into answer (sitting_id, question_id, revision, content, text, saved_at, save_id)
       values (?, ?, 1, ?, 'Fini', now(), ?)`,
      [sittingId, exam.id, JSON.stringify(textContent('Fini')), randomUUID()],
    );
    const heard = await hear(sittingId);
    const deadline = server.clock.now() + 30 * minute;
    at(deadline + limits.overdueGraceMs - 1);
    expect(await round()).toBe(0);
    at(deadline + limits.overdueGraceMs);
    expect(await round()).toBe(1);
    expect(await round()).toBe(0);
    const sitting = await sittingOf(sittingId);
    expect(sitting).toMatchObject({ state: 'submitted', submittedBy: 'timer', submitKey: null });
    expect(sitting.submittedAt?.getTime()).toBe(deadline);
    expect(sitting.frozenAt?.getTime()).toBe(server.clock.now());
    expect(sitting.receiptHash).toMatch(/^[0-9a-f]{64}$/);
    expect(await acts(sittingId)).toEqual([['sittingTimedOut', 'timer']]);
    await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
    expect(heard).toEqual([{ sittingId, state: 'submitted', deadline, creditedSeconds: 0, ...calm }]);
  });

  test('is one of many that end in the same second', async () => {
    const many = await Promise.all(Array.from({ length: 12 }, () => startWriting(server, { durationMinutes: 30 })));
    server.clock.advance(30 * minute + limits.overdueGraceMs);
    expect(await round()).toBe(12);
    for (const { sittingId } of many) expect(await acts(sittingId)).toEqual([['sittingTimedOut', 'timer']]);
  });

  test('has as long as what was given back and its extra minutes say', async () => {
    const { sittingId } = await startWriting(server, { durationMinutes: 30 });
    await server.database.query(
      `update sitting set credited_seconds = 90, extra_minutes = 10 where id = '${sittingId}'`,
    );
    const deadline = server.clock.now() + 40 * minute + 90_000;
    at(deadline + limits.overdueGraceMs - 1);
    expect(await round()).toBe(0);
    at(deadline + limits.overdueGraceMs);
    expect(await round()).toBe(1);
  });

  test('in a pause has until the exam gives nothing back any more, then the pause ends with it', async () => {
    const { sittingId } = await startWriting(server, { durationMinutes: 30 });
    const pausedAt = server.clock.now() + 20 * minute;
    await server.database.query(`
      update exam set fault_credit_minutes = 15 where id = (select exam_id from sitting where id = '${sittingId}');
      update sitting set state = 'paused', credited_seconds = 300, paused_by = 'system', paused_at = '${new Date(pausedAt).toISOString()}'
        where id = '${sittingId}';
      insert into interruption (id, sitting_id, reason, began_at, credited_seconds)
        values ('${randomUUID()}', '${sittingId}', 'capture', '${new Date(pausedAt).toISOString()}', 0)`);
    const deadline = server.clock.now() + 45 * minute;
    at(deadline + limits.overdueGraceMs - 1);
    expect(await round()).toBe(0);
    at(deadline + limits.overdueGraceMs);
    expect(await round()).toBe(1);
    const sitting = await sittingOf(sittingId);
    expect(sitting).toMatchObject({ state: 'submitted', creditedSeconds: 900, pausedAt: null });
    expect(sitting.submittedAt?.getTime()).toBe(deadline);
    expect((await acts(sittingId)).sort()).toEqual([
      ['sittingTimedOut', 'timer'],
      ['timeCredited', '600'],
    ]);
  });

  test('and another one that cannot be handed in does not stop it', async () => {
    const broken = await startWriting(server, { durationMinutes: 20 });
    const { sittingId } = await startWriting(server, { durationMinutes: 30 });
    // A pause that is nowhere written down.
    await server.database.query(`
      update exam set fault_credit_minutes = 0 where id = '${broken.exam.id}';
      update sitting set state = 'paused', paused_by = 'system', paused_at = started_at where id = '${broken.sittingId}'`);
    server.clock.advance(hour);
    expect(await round()).toBe(1);
    expect((await sittingOf(sittingId)).state).toBe('submitted');
    expect((await sittingOf(broken.sittingId)).state).toBe('paused');
    await server.database.query(`delete from sitting where id = '${broken.sittingId}'`);
  });

  test('is handed in by an api that runs, without being asked', async () => {
    const { sittingId } = await startWriting(server, { durationMinutes: 30 });
    server.clock.advance(30 * minute + limits.overdueGraceMs);
    const [parts] = processes;
    if (!parts) throw new Error('there is no process');
    const rounds = SittingRounds.start({
      ...parts,
      database: new DatabaseWatch({ databaseUrl: server.database.url, log: parts.log }),
    });
    await vi.waitUntil(async () => (await sittingOf(sittingId)).state === 'submitted', { timeout: 20_000 });
    await rounds.close();
  });
});

describe('who never began', () => {
  const day = (given: { extraMinutes?: number } = {}) =>
    addExamDay(server.orm, {
      opensAt: new Date(server.clock.now()),
      closesAt: new Date(server.clock.now() + 3 * hour),
    }).then(async (made) => {
      await server.database.query(
        `update sitting set extra_minutes = ${given.extraMinutes ?? 0} where id = '${made.sitting.id}'`,
      );
      return made;
    });

  test('has not shown up once the exam is closed for them, extra minutes included', async () => {
    const [sooner, later] = [await day(), await day({ extraMinutes: 30 })];
    const heard = await hear(sooner.sitting.id);
    const closing = server.clock.now() + 3 * hour;
    at(closing - 1);
    expect(await noShows()).toBe(0);
    at(closing);
    expect(await noShows()).toBe(1);
    expect((await sittingOf(sooner.sitting.id)).state).toBe('noShow');
    expect((await sittingOf(later.sitting.id)).state).toBe('scheduled');
    await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
    expect(heard).toEqual([
      { sittingId: sooner.sitting.id, state: 'noShow', deadline: null, creditedSeconds: 0, ...calm },
    ]);
    at(closing + 30 * minute);
    expect(await noShows()).toBe(1);
    expect(await noShows()).toBe(0);
  });

  test('is left as they are in an exam that was cancelled or is a draft', async () => {
    const [cancelled, draft] = [await day(), await day()];
    await server.database.query(`
      update exam set state = 'cancelled' where id = '${cancelled.exam.id}';
      update exam set state = 'draft' where id = '${draft.exam.id}'`);
    server.clock.advance(4 * hour);
    expect(await noShows()).toBe(0);
  });

  test('is not who has started, whatever the time', async () => {
    const { sittingId } = await startWriting(server, { durationMinutes: 30 });
    server.clock.advance(5 * hour);
    expect(await noShows()).toBe(0);
    expect(await round()).toBe(1);
    expect((await sittingOf(sittingId)).state).toBe('submitted');
  });
});
