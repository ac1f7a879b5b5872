import { personId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import { useChosenPeople } from './chosenPeople.ts';

const [ada, ben, cleo] = [0, 1, 2].map(() => personId.parse(crypto.randomUUID())) as [
  ReturnType<typeof personId.parse>,
  ReturnType<typeof personId.parse>,
  ReturnType<typeof personId.parse>,
];

test('people chosen on one page stay chosen while another page is shown', () => {
  const chosen = useChosenPeople();
  chosen.choose([ada], true);
  chosen.choose([ben, cleo], true);
  chosen.choose([ben], false);
  expect([...chosen.ids.value]).toEqual([ada, cleo]);
  expect(chosen.count(2_000)).toBe(2);
});

test('everybody found is a number that the server knows, not a list of ids', () => {
  const chosen = useChosenPeople();
  chosen.choose([ada], true);
  chosen.chooseAll();
  expect(chosen.count(1_940)).toBe(1_940);
  expect(chosen.isChosen(cleo)).toBe(true);
  expect(chosen.ids.value.size).toBe(0);
  chosen.clear();
  expect(chosen.any.value).toBe(false);
});
