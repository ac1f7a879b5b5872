import { expect, test } from 'vitest';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';
import { stopwatch } from './waiting.ts';

function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const values = (text = '') => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

test('the wall speaks of the same in both languages, with French spaces, and judges nobody', () => {
  const [english, french] = [flat(en), flat(withFrenchSpaces(fr))];
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    const other = french.get(key) ?? '';
    expect([key, values(other), other.split('|').length]).toEqual([key, values(text), text.split('|').length]);
    expect(`${key}: ${other}`).not.toMatch(/ [;!?»]|« /);
    expect(`${text} ${other}`).not.toMatch(/cheat|fraud|suspic|violat|trich|infraction|soupç/i);
  }
});

test('a waiting time counts like a stopwatch', () => {
  expect([-5, 0, 5_900, 65_000, 760_000, 3_723_000].map(stopwatch)).toEqual([
    '0:00',
    '0:00',
    '0:05',
    '1:05',
    '12:40',
    '1:02:03',
  ]);
});
