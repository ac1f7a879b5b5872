import { randomUUID } from 'node:crypto';
import { type PersonId, personId } from '@invigil/contract/ids';
import { type ProctorPresence, proctorPresence } from '@invigil/contract/proctorPresence';
import { expect, test } from 'vitest';
import { PresentPersons } from './presentPersons.ts';
import { newRoomId } from './testing/stage.ts';

const someone = () => personId.parse(randomUUID());
const console = (person: PersonId, facts: Partial<ProctorPresence> = {}): ProctorPresence =>
  proctorPresence.parse({
    presenceId: randomUUID(),
    personId: person,
    roomId: newRoomId(),
    version: 1,
    state: 'here',
    supervises: false,
    attends: null,
    speaks: false,
    ...facts,
  });

test('somebody counts from their first console until a while after their last, supervisors never', () => {
  const persons = new PresentPersons({ goneMs: 1_000 });
  const person = someone();
  const [first, second] = [console(person), console(person)];
  persons.apply(first, 0);
  persons.apply(second, 0);
  persons.apply(console(someone(), { supervises: true }), 0);
  persons.apply({ ...first, state: 'gone' }, 100);
  expect(persons.persons(5_000)).toEqual([person]);
  persons.apply({ ...second, state: 'gone' }, 9_000);
  expect(persons.persons(9_999)).toEqual([person]);
  expect(persons.nextLeave()).toBe(10_000);
  expect(persons.persons(10_000)).toEqual([]);
  expect(persons.nextLeave()).toBeUndefined();
});

test('a while begins when the line of the last console goes down, and once only', () => {
  const persons = new PresentPersons({ goneMs: 1_000 });
  const person = someone();
  const only = console(person);
  persons.apply(only, 0);
  persons.apply({ ...only, state: 'away' }, 5_000);
  expect(persons.nextLeave()).toBe(6_000);
  expect(persons.persons(6_000)).toEqual([]);
  expect(persons.first).toBe(only.presenceId);
  persons.apply({ ...only, state: 'gone' }, 6_500);
  expect(persons.persons(6_500)).toEqual([]);
  expect(persons.nextLeave()).toBeUndefined();
  persons.apply(console(person), 7_000);
  expect(persons.persons(9_000)).toEqual([person]);
});

test('somebody who comes back within the while never left', () => {
  const persons = new PresentPersons({ goneMs: 1_000 });
  const person = someone();
  const first = console(person);
  persons.apply(first, 0);
  persons.apply({ ...first, state: 'gone' }, 0);
  persons.apply(console(person), 500);
  expect(persons.persons(5_000)).toEqual([person]);
});

test('the first console is the same in whatever order they came, and none once all have gone', () => {
  const consoles = Array.from({ length: 5 }, () => console(someone()));
  const [one, other] = [new PresentPersons({ goneMs: 1 }), new PresentPersons({ goneMs: 1 })];
  for (const presence of consoles) one.apply(presence, 0);
  for (const presence of [...consoles].reverse()) other.apply(presence, 0);
  expect(one.first).toBe(other.first);
  for (const presence of consoles) one.apply({ ...presence, state: 'gone' }, 0);
  expect(one.first).toBeUndefined();
});
