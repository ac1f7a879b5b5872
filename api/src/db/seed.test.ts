import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { demoAccounts, seedDemo } from './seed.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const accountOf = (email: string) => server.orm.em.fork().findOneOrFail(Account, { email });

test('an empty database gets the demo once, and everybody in it can sign in', async () => {
  expect(await seedDemo(server.orm, server)).toBe(true);
  expect(await seedDemo(server.orm, server)).toBe(false);
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

test('in the demo, somebody waits to be invited', async () => {
  expect(await accountOf('newcomer@demo.invigil.example')).toMatchObject({ state: 'invited', role: 'candidate' });
});

test.each(demoAccounts)(
  'the password of the demo $role $name has a small letter, a capital, a digit, eight signs',
  (demo) => {
    expect(demo.password).toMatch(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d).{8,}$/);
  },
);
