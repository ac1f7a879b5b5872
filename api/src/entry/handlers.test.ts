import { randomUUID } from 'node:crypto';
import { sittingNews, sittingNewsOf } from '@invigil/contract/sittingNews';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { auditedActs } from '../../test/auditedActs.ts';
import { addDeviceCheck, newPage, readyToStart } from '../../test/entry.ts';
import { hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

describe('what an entry shows', () => {
  test('is the exam, the terms and every gate, each with what is in the way', async () => {
    const { me, params, exam, candidate, device, lease } = await readyToStart(server, { links: { webcam: 'low' } });
    await server.database.query(`update sitting set terms_accepted_at = null, terms_version = null;
      update exam set instructions = 'Sans documents.' where id = '${exam.id}'`);
    const entry = await me.call('sittingEntry', { params, query: { deviceId: device } });
    expect(entry).toMatchObject({
      serverTime: new Date(server.clock.now()).toISOString(),
      state: 'scheduled',
      exam: { title: 'Droit civil', instructions: 'Sans documents.', questionCount: 1, documentCount: 0, kind: 'exam' },
      terms: { version: 1, acceptedAt: null },
    });
    expect(entry.terms.text.length).toBeGreaterThan(100);
    expect(entry.gates).toEqual([
      { gate: 'window', error: null },
      { gate: 'device', error: null },
      { gate: 'technicalTest', error: null },
      { gate: 'elsewhere', error: null },
      { gate: 'terms', error: { code: 'examTermsRequired' } },
      { gate: 'captures', error: { code: 'captureMissing', sources: ['screen'] } },
      { gate: 'admission', error: null },
    ]);
    await lease.release();
    await addDeviceCheck(server, candidate, {
      deviceId: device,
      passed: false,
      checkedAt: new Date(server.clock.now()),
    });
    const again = await me.call('sittingEntry', { params, query: { deviceId: device } });
    expect(again.gates[1]?.error).toEqual({ code: 'deviceNotValidated', why: 'failed' });
    expect(again.gates[5]?.error).toEqual({ code: 'captureMissing', sources: ['webcam', 'screen'] });
  });
});

describe('the terms of an exam', () => {
  test('are accepted once, and apart from those of the account', async () => {
    const { me, params, sitting } = await readyToStart(server);
    server.clock.advance(1_000);
    const both = await Promise.all([1, 2].map(() => me.call('acceptExamTerms', { params, body: { version: 1 } })));
    expect(both[0]).toEqual(both[1]);
    expect(both[0]?.acceptedAt).toBe(new Date(server.clock.now() - 1_000).toISOString());
    expect(await auditedActs(server.orm, sitting.id)).toEqual(['examTermsAccepted']);
    expect(await refusal(me.call('acceptExamTerms', { params, body: { version: 2 } }))).toEqual({ code: 'stale' });
  });
});

describe('a start', () => {
  test('begins the time at the commit and answers with all there is to write', async () => {
    const { me, params, sitting, exam, startBody } = await readyToStart(server);
    const heard: unknown[] = [];
    const signaling = await server.join('signaling-start');
    await signaling.hear(sittingNewsOf(sitting.id), sittingNews, (news) => heard.push(news));
    const body = startBody();
    const state = await me.call('startSitting', { params, body });
    const now = server.clock.now();
    expect(state).toMatchObject({
      state: 'writing',
      startedAt: new Date(now).toISOString(),
      deadline: new Date(now + 2 * hour).toISOString(),
      creditedSeconds: 0,
      holder: 'me',
      answers: [],
      files: [],
      interruptions: [],
      exam: { questions: [{ kind: 'text', questionId: exam.id, prompt: '' }] },
    });
    expect(await auditedActs(server.orm, sitting.id)).toEqual(['examTermsAccepted', 'sittingStarted']);
    await vi.waitUntil(() => heard.length === 1, { timeout: 20_000 });
    expect(heard).toMatchObject([
      { sittingId: sitting.id, state: 'writing', deadline: now + 2 * hour, creditedSeconds: 0 },
    ]);
    server.clock.advance(60_000);
    expect(await me.call('startSitting', { params, body })).toMatchObject({ startedAt: new Date(now).toISOString() });
  });

  test('pressed twenty times, by one key and by others, is one start', async () => {
    const { me, params, sitting, startBody } = await readyToStart(server);
    const body = startBody();
    const bodies = Array.from({ length: 20 }, (_, index) => (index % 2 ? body : { ...body, key: randomUUID() }));
    const states = await Promise.all(bodies.map((each) => me.call('startSitting', { params, body: each })));
    expect(new Set(states.map(({ startedAt }) => startedAt)).size).toBe(1);
    expect(await auditedActs(server.orm, sitting.id)).toEqual(['examTermsAccepted', 'sittingStarted']);
  });

  test('pressed in twenty pages at once starts in one, and the others are told so', async () => {
    const { me, params, sitting, startBody } = await readyToStart(server);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => refusal(me.call('startSitting', { params, body: startBody() }))),
    );
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    expect(answers.filter((answer) => answer)).toEqual(Array(19).fill({ code: 'openElsewhere' }));
    expect(await auditedActs(server.orm, sitting.id)).toEqual(['examTermsAccepted', 'sittingStarted']);
  });

  test('depends on the window to the millisecond, and who began in time may go on', async () => {
    const opensAt = new Date(server.clock.now() + hour);
    const closesAt = new Date(server.clock.now() + 2 * hour);
    const at = (time: number) => server.clock.advance(time - server.clock.now());
    const early = await readyToStart(server, { opensAt, closesAt });
    const late = await readyToStart(server, { opensAt, closesAt });
    const tooLate = await readyToStart(server, { opensAt, closesAt });
    const start = ({ me, params, startBody }: typeof early) =>
      refusal(me.call('startSitting', { params, body: startBody() }));
    at(opensAt.getTime() - 1);
    expect(await start(early)).toEqual({ code: 'examNotOpen', opensAt: opensAt.toISOString() });
    at(opensAt.getTime());
    expect(await start(early)).toBeUndefined();
    at(closesAt.getTime() - 1);
    expect(await start(late)).toBeUndefined();
    at(closesAt.getTime());
    expect(await start(tooLate)).toEqual({ code: 'examClosed' });
  });

  test('is refused later than the exam lets anybody in, and so is joining; both at the last moment are not', async () => {
    const opensAt = new Date(server.clock.now());
    const inTime = await readyToStart(server, { opensAt, exam: { lateEntryMinutes: 10 } });
    const late = await readyToStart(server, { opensAt, exam: { lateEntryMinutes: 10 } });
    server.clock.advance(10 * 60_000);
    expect(await inTime.me.call('startSitting', { params: inTime.params, body: inTime.startBody() })).toBeTruthy();
    server.clock.advance(1);
    const refused = { code: 'lateEntryClosed', minutes: 10 };
    expect(await refusal(late.me.call('startSitting', { params: late.params, body: late.startBody() }))).toEqual(
      refused,
    );
    expect(await refusal(late.me.call('sittingJoinToken', { params: late.params }))).toEqual(refused);
    expect(await refusal(inTime.me.call('sittingJoinToken', { params: inTime.params }))).toBeUndefined();
  });

  test('asks for a device of its own, for shares that arrive, and for an entire screen', async () => {
    const { me, params, startBody, lease, room, sitting } = await readyToStart(server);
    const start = (given: Parameters<typeof startBody>[0]) =>
      refusal(me.call('startSitting', { params, body: startBody(given) }));
    const otherDevice = startBody().pageId as unknown as ReturnType<typeof startBody>['deviceId'];
    expect(await start({ deviceId: otherDevice })).toEqual({ code: 'deviceNotValidated', why: 'otherDevice' });
    const window = [{ source: 'webcam' as const }, { source: 'screen' as const, surface: 'window' as const }];
    expect(await start({ captures: window })).toEqual({ code: 'surfaceNotMonitor' });
    await server.database.query(`update exam set second_display = 'refused' where id = '${room.exam.id}'`);
    expect(await start({ secondDisplay: 'connected' })).toEqual({ code: 'secondDisplayRefused' });
    await lease.release();
    expect(await start({})).toEqual({ code: 'captureMissing', sources: ['webcam', 'screen'] });
    expect((await server.orm.em.fork().findOneOrFail(Sitting, sitting.id)).startedAt).toBeNull();
    expect(await auditedActs(server.orm, sitting.id)).toEqual(['examTermsAccepted']);
  });

  test('of an exam with a mandatory technical test waits for it, and the test itself does not', async () => {
    const exam = await readyToStart(server);
    const trial = await readyToStart(server);
    await server.database.query(`
      update exam set technical_test_required = true where id in ('${exam.exam.id}', '${trial.exam.id}');
      update exam set kind = 'technicalTest' where id = '${trial.exam.id}'`);
    const start = ({ me, params, startBody }: typeof exam) =>
      refusal(me.call('startSitting', { params, body: startBody() }));
    expect(await start(exam)).toEqual({ code: 'technicalTestRequired' });
    expect(await start(trial)).toBeUndefined();
    await server.database.query(`
      update sitting set candidate_id = '${exam.candidate.id}', state = 'submitted' where id = '${trial.sitting.id}'`);
    expect(await start(exam)).toBeUndefined();
  });

  test('on another page takes the writing only when told to, and from a page that is gone without asking', async () => {
    const { me, params, sitting, startBody } = await readyToStart(server);
    await me.call('startSitting', { params, body: startBody() });
    const second = startBody({ pageId: newPage() });
    expect(await refusal(me.call('startSitting', { params, body: second }))).toEqual({ code: 'openElsewhere' });
    const looks = await me.call('sittingEntry', { params, query: { pageId: second.pageId } });
    expect(looks.gates.map(({ error }) => error?.code ?? null)).toEqual([
      null,
      null,
      null,
      'openElsewhere',
      null,
      null,
      null,
    ]);
    const taken = await me.call('startSitting', { params, body: { ...second, takeOver: true } });
    expect(taken).toMatchObject({ holder: 'me', interruptions: [] });
    server.clock.advance(60_000);
    const third = await me.call('startSitting', { params, body: startBody({ pageId: newPage() }) });
    expect(third).toMatchObject({ holder: 'me', creditedSeconds: 60, interruptions: [{ reason: 'absence' }] });
    expect(await auditedActs(server.orm, sitting.id)).toEqual([
      'examTermsAccepted',
      'sittingStarted',
      'timeCredited',
      'writingTakenOver',
      'writingTakenOver',
    ]);
  });

  test('of what is handed in, and of somebody else’s, is refused', async () => {
    const { me, params, startBody, sitting } = await readyToStart(server);
    const other = await readyToStart(server);
    expect(await refusal(me.call('startSitting', { params: other.params, body: startBody() }))).toEqual({
      code: 'notFound',
    });
    await server.database.query(`update sitting set state = 'submitted' where id = '${sitting.id}'`);
    expect(await refusal(me.call('startSitting', { params, body: startBody() }))).toEqual({ code: 'alreadySubmitted' });
  });
});
