import { ordinaryRules } from '@invigil/contract/routes/exam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAnswer } from '../../test/answers.ts';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

/** An exam day whose candidate has handed in `text`. */
async function handedIn(text: string, { frozen = true } = {}) {
  const day = await addExamDay(server.orm, { state: 'submitted' });
  const em = server.orm.em.fork();
  const savedAt = new Date(server.clock.now() - hour);
  await addAnswer(server.orm, day.sitting, { text, savedAt, frozen });
  await em.nativeUpdate(Sitting, { id: day.sitting.id }, { submittedAt: savedAt });
  await em.flush();
  return { ...day, savedAt };
}

describe('the dashboard', () => {
  test('shows my exam with its rules, my device and the tip of the morning, by the server’s clock', async () => {
    const { candidate, exam, sitting } = await addExamDay(server.orm);
    await addExamDay(server.orm);
    const now = server.clock.now();
    await server.database.query(`update sitting set extra_minutes = 40 where id = '${sitting.id}'`);
    await server.database.query(`insert into device_validation values ('${newId()}', '${candidate.id}', 'Chrome 130 · Linux',
      true, to_timestamp(${now / 1000 - 60}), to_timestamp(${now / 1000 + 60}), '{}')`);
    const shown = await (await server.as(candidate)).call('dashboard');
    expect(shown).toEqual({
      serverTime: new Date(now).toISOString(),
      seen: expect.stringMatching(/^[\w-]{43}$/),
      upcoming: [
        {
          sittingId: sitting.id,
          state: 'scheduled',
          extraMinutes: 40,
          exam: {
            examId: exam.id,
            title: 'Droit civil',
            kind: 'exam',
            state: 'published',
            opensAt: exam.opensAt.toISOString(),
            closesAt: exam.closesAt.toISOString(),
            durationMinutes: 120,
            rules: ordinaryRules,
          },
        },
      ],
      technicalTest: { state: 'notAssigned', mandatory: false, tests: [] },
      copies: [],
      device: {
        state: 'passed',
        device: 'Chrome 130 · Linux',
        checkedAt: new Date(now - 60_000).toISOString(),
        validUntil: new Date(now + 60_000).toISOString(),
      },
      tip: { sittingId: sitting.id, title: 'Droit civil', opensAt: exam.opensAt.toISOString() },
    });
  });

  test('of somebody new is empty and no fault', async () => {
    const shown = await (await server.as(await addAccount(server.orm, 'candidate'))).call('dashboard');
    expect(shown).toMatchObject({ upcoming: [], copies: [], tip: null, device: { state: 'none' } });
  });

  test('hides a draft, and everything about it', async () => {
    const { candidate, exam } = await addExamDay(server.orm);
    await server.database.query(`update exam set state = 'draft' where id = '${exam.id}'`);
    const shown = await (await server.as(candidate)).call('dashboard');
    expect(JSON.stringify(shown)).not.toContain(exam.id);
  });
});

describe('a copy', () => {
  test('is read by its owner, and that is written down', async () => {
    const { candidate, sitting, exam, savedAt } = await handedIn('Article 1er.\nL’été.');
    const caller = await server.as(candidate);
    const [summary] = (await caller.call('dashboard')).copies;
    const copy = await caller.call('myCopy', { params: { sittingId: sitting.id } });
    expect(copy).toMatchObject({
      ...summary,
      text: 'Article 1er.\nL’été.',
      answers: [{ question: { questionId: exam.id, prompt: '' }, words: 3, savedAt: savedAt.toISOString(), files: [] }],
      late: [],
      receipt: null,
    });
    expect(summary).toEqual({
      sittingId: sitting.id,
      state: 'submitted',
      submittedAt: savedAt.toISOString(),
      synchronising: false,
      exam: {
        examId: exam.id,
        title: 'Droit civil',
        kind: 'exam',
        opensAt: exam.opensAt.toISOString(),
        closesAt: exam.closesAt.toISOString(),
      },
    });
    const entries = await server.orm.em.fork().find(AuditEntry, { actorId: candidate.id });
    expect(entries.map(({ action, subjectId }) => [action, subjectId])).toEqual([['copyOpened', sitting.id]]);
  });

  test('that is still on its way says so', async () => {
    const { candidate, sitting } = await handedIn('half', { frozen: false });
    const copy = await (await server.as(candidate)).call('myCopy', { params: { sittingId: sitting.id } });
    expect(copy).toMatchObject({ synchronising: true, text: 'half' });
  });

  test('of somebody else, of no sitting, and one still being written all look the same', async () => {
    const mine = await addExamDay(server.orm, { state: 'writing' });
    const others = await handedIn('secret');
    const caller = await server.as(mine.candidate);
    for (const sittingId of [others.sitting.id, mine.sitting.id, newId<typeof mine.sitting.id>()]) {
      expect(await refusal(caller.call('myCopy', { params: { sittingId } }))).toEqual({ code: 'notFound' });
    }
    expect(JSON.stringify(await caller.call('dashboard'))).not.toContain(others.sitting.id);
    for (const role of ['proctor', 'admin'] as const) {
      const other = await server.as(await addAccount(server.orm, role));
      const reading = other.call('myCopy', { params: { sittingId: others.sitting.id } });
      expect(await refusal(reading)).toEqual({ code: 'forbidden' });
    }
  });
});
