import { randomUUID } from 'node:crypto';
import { deviceId } from '@invigil/contract/ids';
import { writtenQuestions } from '@invigil/contract/questions';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDeviceCheck, newPage } from '../../test/entry.ts';
import { holdLive } from '../../test/liveSitting.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { mustBeReadablePdf } from '../files/pdf.ts';
import { demoAccounts, seedDemo } from './seed.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const accountOf = (email: string) => server.orm.em.fork().findOneOrFail(Account, { email });

test('an empty database gets the demo once, and everybody in it can sign in', async () => {
  const places = { clock: server.clock, filesDir: server.config.filesDir };
  expect(await seedDemo(server.orm, places)).toBe(true);
  expect(await seedDemo(server.orm, places)).toBe(false);
  const people = await Promise.all(
    demoAccounts.map(({ email, password }) => server.caller().call('signIn', { body: { email, password } })),
  );
  expect(people.map(({ role, name, email }) => [role, name, email])).toEqual(
    demoAccounts.map(({ role, name, email }) => [role, name, email]),
  );
});

test('in the demo, both candidates may enter now and the proctor watches both in one room', async () => {
  for (const email of ['candidate1@demo.invigil.example', 'candidate2@demo.invigil.example']) {
    const candidate = await server.as(await accountOf(email));
    const { sittings, serverTime } = await candidate.call('mySittings');
    const open = sittings.filter(({ exam }) => exam.opensAt <= serverTime && serverTime < exam.closesAt);
    expect(open.map(({ exam }) => exam.title)).toEqual(['Droit constitutionnel', 'Test technique']);
    for (const { sittingId } of open) await candidate.call('sittingJoinToken', { params: { sittingId } });
  }
  const proctor = await server.as(await accountOf('proctor@demo.invigil.example'));
  const { rooms } = await proctor.call('myRooms');
  expect(rooms.map(({ sittingCount }) => sittingCount)).toEqual([2]);
});

test('in the demo, the first candidate’s dashboard has an exam next week, a mandatory test and a copy', async () => {
  const candidate = await server.as(await accountOf('candidate1@demo.invigil.example'));
  const { upcoming, technicalTest, copies } = await candidate.call('dashboard');
  expect(upcoming.map(({ exam }) => exam.title)).toEqual(['Droit constitutionnel', 'Droit civil']);
  expect(technicalTest).toMatchObject({ state: 'notStarted', mandatory: true });
  expect(copies.map(({ exam, synchronising }) => [exam.title, synchronising])).toEqual([['Histoire du droit', false]]);
  for (const { sittingId } of copies) {
    expect((await candidate.call('myCopy', { params: { sittingId } })).text).toContain('1804');
  }
});

test('in the demo, a candidate finds a real exam behind its gates: questions, instructions and a subject', async () => {
  const account = await accountOf('candidate2@demo.invigil.example');
  const candidate = await server.as(account);
  const { sittings } = await candidate.call('mySittings');
  const sitting = sittings.find(({ exam }) => exam.title === 'Droit constitutionnel');
  const test = sittings.find(({ exam }) => exam.title === 'Test technique');
  if (!sitting || !test) throw new Error('the demo has no exam to sit');
  const device = deviceId.parse(randomUUID());
  const gatesOf = async (sittingId: typeof sitting.sittingId) => {
    const { gates, exam } = await candidate.call('sittingEntry', {
      params: { sittingId },
      query: { deviceId: device },
    });
    return { closed: gates.filter(({ error }) => error).map(({ gate }) => gate), exam };
  };
  const { closed, exam } = await gatesOf(sitting.sittingId);
  expect(closed).toEqual(['device', 'terms', 'captures']);
  expect(exam).toMatchObject({ questionCount: 4, documentCount: 1 });
  expect(exam.instructions).toContain('dissertation');
  expect(await gatesOf(test.sittingId)).toMatchObject({
    closed: ['device', 'terms', 'captures'],
    exam: { kind: 'technicalTest', questionCount: 3, rules: { microphone: false } },
  });

  await addDeviceCheck(server, account, { deviceId: device });
  const params = { sittingId: sitting.sittingId };
  await candidate.call('acceptExamTerms', { params, body: { version: 1 } });
  await holdLive(server.cluster, { ...params, roomId: sitting.roomId }, { webcam: 'live', screen: 'live' });
  const state = await candidate.call('startSitting', {
    params,
    body: {
      key: randomUUID(),
      pageId: newPage(),
      deviceId: device,
      captures: [{ source: 'webcam' }, { source: 'screen', surface: 'monitor' }],
      secondDisplay: 'none',
      takeOver: false,
    },
  });
  expect(state.exam.questions.map(({ kind, mandatory }) => [kind, mandatory])).toEqual([
    ['text', true],
    ['choice', true],
    ['choice', false],
    ['file', false],
  ]);
  expect(writtenQuestions.safeParse(state.exam.questions).success).toBe(true);
  const documentId = state.documents[0]?.documentId;
  if (!documentId) throw new Error('the demo has no subject');
  const { fileName, file } = await candidate.call('sittingDocument', { params: { ...params, documentId } });
  expect(fileName).toBe('sujet-droit-constitutionnel.pdf');
  mustBeReadablePdf(Buffer.from(await file.arrayBuffer()));
});

test('in the demo, somebody waits to be invited', async () => {
  expect(await accountOf('newcomer@demo.invigil.example')).toMatchObject({ state: 'invited', role: 'candidate' });
});

test.each(demoAccounts)(
  'the password of the demo $role $name has a small letter, a capital, a digit, eight signs',
  (demo) => {
    expect(demo.password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,}$/);
  },
);
