import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import { limits } from '@invigil/contract/limits';
import type { Source } from '@invigil/contract/sources';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditedActs } from '../../test/auditedActs.ts';
import { newPage } from '../../test/entry.ts';
import { holdLive } from '../../test/liveSitting.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Exam } from '../exams/exam.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const sittingOf = (id: Sitting['id']) => server.orm.em.fork().findOneOrFail(Sitting, id);
const minute = 60_000;

/** A candidate who writes, and what their page asks. */
async function writes(given: Parameters<typeof startWriting>[1] & { faultCreditMinutes?: number } = {}) {
  const { faultCreditMinutes, ...started } = given;
  const day = await startWriting(server, started);
  if (faultCreditMinutes !== undefined) {
    await server.orm.em.fork().nativeUpdate(Exam, { id: day.exam.id }, { faultCreditMinutes });
  }
  const { me, sittingId, page } = day;
  const params = { sittingId };
  const startedAt = server.clock.now();
  return {
    ...day,
    params,
    startedAt,
    deadlineIn: (seconds: number) => new Date(startedAt + 120 * minute + seconds * 1_000).toISOString(),
    hold: (pageId = page, takeOver = false) => me.call('holdWriting', { params, body: { pageId, takeOver } }),
    alive: (pageId = page) => me.call('signOfLife', { params, body: { pageId } }),
    pause: (key: string = randomUUID(), sources: Source[] = ['screen'], pageId = page) =>
      me.call('pauseWriting', { params, body: { pageId, key, sources } }),
    resume: (key: string = randomUUID(), pageId = page) =>
      me.call('resumeWriting', { params, body: { pageId, key, sources: ['screen'] } }),
    share: () =>
      holdLive(
        server.cluster,
        { sittingId, roomId: day.room.id },
        { webcam: 'live', screen: 'low' },
        { ttlMs: 3_600_000 },
      ),
  };
}

describe('what a page finds', () => {
  test('is everything that was saved, and who holds the writing', async () => {
    const { me, params, page, question, startedAt, deadlineIn } = await writes();
    const body = { pageId: page, saveId: randomUUID(), baseRevision: 0, content: textContent('Été'), typedAgoMs: 0 };
    await me.call('saveAnswer', { params: { ...params, questionId: question }, body });
    const state = await me.call('writing', { params, query: { pageId: page } });
    expect(state).toMatchObject({
      state: 'writing',
      holder: 'me',
      startedAt: new Date(startedAt).toISOString(),
      deadline: deadlineIn(0),
      submittedAt: null,
      answers: [{ questionId: question, revision: 1, content: textContent('Été') }],
    });
    expect((await me.call('writing', { params, query: {} })).holder).toBe('other');
  });

  test('is nothing before the start, and of nobody else', async () => {
    const { me, params, sittingId } = await writes();
    const other = await writes();
    expect(await refusal(me.call('writing', { params: other.params, query: {} }))).toEqual({ code: 'notFound' });
    await server.database.query(`update sitting set state = 'scheduled', started_at = null where id = '${sittingId}'`);
    const notStarted = { code: 'sittingNotStarted' };
    expect(await refusal(me.call('writing', { params, query: {} }))).toEqual(notStarted);
    const pageId = newPage();
    expect(await refusal(me.call('holdWriting', { params, body: { pageId, takeOver: true } }))).toEqual(notStarted);
    expect(await refusal(me.call('signOfLife', { params, body: { pageId } }))).toEqual(notStarted);
  });
});

describe('an absence', () => {
  test('of as long as a page may be silent is none', async () => {
    const { hold, sittingId } = await writes();
    server.clock.advance(limits.absentAfterMs);
    expect(await hold()).toMatchObject({ creditedSeconds: 0, interruptions: [] });
    expect(await auditedActs(server.orm, sittingId)).toEqual([]);
  });

  test('of a moment longer is given back, once, and written down', async () => {
    const { hold, sittingId, startedAt, deadlineIn } = await writes();
    server.clock.advance(limits.absentAfterMs + 1);
    const states = await Promise.all([hold(), hold()]);
    for (const state of states) {
      expect(state).toMatchObject({
        creditedSeconds: 16,
        deadline: deadlineIn(16),
        interruptions: [
          {
            reason: 'absence',
            beganAt: new Date(startedAt).toISOString(),
            endedAt: new Date(server.clock.now()).toISOString(),
            creditedSeconds: 16,
          },
        ],
      });
    }
    expect(await auditedActs(server.orm, sittingId)).toEqual(['timeCredited']);
  });

  test('is not what a page had that goes on by itself, for it wrote on', async () => {
    const { alive, hold, deadlineIn } = await writes();
    server.clock.advance(5 * minute);
    expect(await alive()).toMatchObject({ creditedSeconds: 0, deadline: deadlineIn(0) });
    expect(await hold()).toMatchObject({ interruptions: [] });
  });

  test('gives back no more than the exam has to give, all interruptions together', async () => {
    const { hold } = await writes({ faultCreditMinutes: 5 });
    server.clock.advance(3 * minute);
    expect(await hold()).toMatchObject({ creditedSeconds: 180 });
    server.clock.advance(3 * minute);
    expect(await hold()).toMatchObject({ creditedSeconds: 300 });
    server.clock.advance(3 * minute);
    const { creditedSeconds, interruptions } = await hold();
    expect(creditedSeconds).toBe(300);
    expect(interruptions.map((interruption) => interruption.creditedSeconds)).toEqual([180, 120, 0]);
  });

  test('of an exam that gives nothing back is written down all the same', async () => {
    const { hold, sittingId, deadlineIn } = await writes({ faultCreditMinutes: 0 });
    server.clock.advance(3 * minute);
    expect(await hold()).toMatchObject({
      creditedSeconds: 0,
      deadline: deadlineIn(0),
      interruptions: [{ reason: 'absence', creditedSeconds: 0 }],
    });
    expect(await auditedActs(server.orm, sittingId)).toEqual([]);
  });
});

describe('another page', () => {
  test('takes the writing over only when told to, and the older one is told so from then on', async () => {
    const { alive, hold, pause, me, params, page, question, sittingId } = await writes();
    const second = newPage();
    const elsewhere = { code: 'openElsewhere' };
    expect(await refusal(hold(second))).toEqual(elsewhere);
    expect(await hold(second, true)).toMatchObject({ holder: 'me', creditedSeconds: 0 });
    expect(await refusal(alive())).toEqual(elsewhere);
    expect(await refusal(hold())).toEqual(elsewhere);
    expect(await refusal(pause())).toEqual(elsewhere);
    const body = { pageId: page, saveId: randomUUID(), baseRevision: 0, content: textContent('x'), typedAgoMs: 0 };
    expect(await refusal(me.call('saveAnswer', { params: { ...params, questionId: question }, body }))).toEqual(
      elsewhere,
    );
    const given = { key: randomUUID(), pageId: page, revisions: [], timeIsOver: false };
    expect(await refusal(me.call('submitSitting', { params, body: given }))).toEqual(elsewhere);
    expect((await me.call('writing', { params, query: { pageId: page } })).holder).toBe('other');
    expect(await alive(second)).toMatchObject({ state: 'writing' });
    expect(await auditedActs(server.orm, sittingId)).toEqual(['writingTakenOver']);
  });

  test('need not ask when the older one is gone', async () => {
    const { hold, sittingId } = await writes();
    server.clock.advance(minute);
    expect(await hold(newPage())).toMatchObject({ holder: 'me', creditedSeconds: 60 });
    expect(await auditedActs(server.orm, sittingId)).toEqual(['timeCredited', 'writingTakenOver']);
  });
});

describe('a pause', () => {
  test('stops the clock, and gives its time back when the shares are back', async () => {
    const { pause, resume, share, hold, sittingId, deadlineIn } = await writes();
    const key = randomUUID();
    expect(await pause(key, ['screen', 'microphone'])).toMatchObject({ state: 'paused', creditedSeconds: 0 });
    server.clock.advance(90_000);
    // Nobody hears anything of the page meanwhile, and the time counts once.
    expect(await hold()).toMatchObject({ state: 'paused', creditedSeconds: 0, deadline: deadlineIn(90) });
    expect(await refusal(resume(key))).toEqual({ code: 'captureMissing', sources: ['webcam', 'screen'] });
    await share();
    expect(await resume(key)).toMatchObject({ state: 'writing', creditedSeconds: 90, deadline: deadlineIn(90) });
    const { interruptions } = await hold();
    expect(interruptions).toMatchObject([{ reason: 'capture', creditedSeconds: 90 }]);
    expect(await auditedActs(server.orm, sittingId)).toEqual(['timeCredited', 'writingPaused', 'writingResumed']);
  });

  test('asked for many times is one, and so is its end; what comes late changes nothing', async () => {
    const { pause, resume, share, hold, sittingId } = await writes();
    await share();
    const [first, second] = [randomUUID(), randomUUID()];
    // The pause has the key of whichever comes first.
    await pause(first);
    await Promise.all([pause(first), pause(randomUUID()), pause(first)]);
    server.clock.advance(10_000);
    const ends = await Promise.all([resume(first), resume(first), resume(first)]);
    expect(ends.map(({ creditedSeconds }) => creditedSeconds)).toEqual([10, 10, 10]);
    expect(await pause(first)).toMatchObject({ state: 'writing' });
    await pause(second);
    expect(await resume(first)).toMatchObject({ state: 'paused' });
    server.clock.advance(5_000);
    expect(await resume(second)).toMatchObject({ state: 'writing', creditedSeconds: 15 });
    expect((await hold()).interruptions).toHaveLength(2);
    expect((await auditedActs(server.orm, sittingId)).filter((action) => action === 'writingPaused')).toHaveLength(2);
  });

  test('moves the deadline on while it lasts, as far as the exam gives time back, and no signs of life stop it', async () => {
    const { pause, alive, deadlineIn } = await writes({ faultCreditMinutes: 2 });
    await pause();
    server.clock.advance(minute);
    expect(await alive()).toMatchObject({ state: 'paused', creditedSeconds: 0, deadline: deadlineIn(60) });
    server.clock.advance(10 * minute);
    expect(await alive()).toMatchObject({ state: 'paused', deadline: deadlineIn(120) });
  });

  test('for a share that the exam does not ask for is refused', async () => {
    const { pause } = await writes();
    expect(await refusal(pause(randomUUID(), ['microphone']))).toMatchObject({ code: 'invalid' });
  });

  test('of a sitting that goes on without one ends nothing', async () => {
    const { resume, sittingId } = await writes();
    expect(await resume()).toMatchObject({ state: 'writing', creditedSeconds: 0 });
    expect(await auditedActs(server.orm, sittingId)).toEqual([]);
  });

  test('lets its candidate stay live beyond the deadline as it was', async () => {
    const { pause, me, params } = await writes({ durationMinutes: 30 });
    server.clock.advance(29 * minute);
    await pause();
    server.clock.advance(2 * minute);
    expect(await refusal(me.call('sittingJoinToken', { params }))).toBeUndefined();
  });
});

describe('a sign of life', () => {
  test('is noted, and never takes one back', async () => {
    const { alive, sittingId } = await writes();
    server.clock.advance(10_000);
    await alive();
    const { lastSeenAt } = await sittingOf(sittingId);
    expect(lastSeenAt?.getTime()).toBe(server.clock.now());
  });

  test('after the end is told where the sitting stands', async () => {
    const { alive, me, params, page } = await writes();
    const body = { key: randomUUID(), pageId: page, revisions: [], timeIsOver: false };
    await me.call('submitSitting', { params, body });
    expect(await alive()).toMatchObject({ state: 'submitted' });
    expect(await alive(newPage())).toMatchObject({ state: 'submitted' });
  });
});
