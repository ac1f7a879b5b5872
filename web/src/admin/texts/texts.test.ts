import { auditActions } from '@invigil/contract/auditActions';
import { rosterProblems } from '@invigil/contract/rosterColumns';
import { expect, test } from 'vitest';
import { withFrenchSpaces } from '../../i18n/frenchSpaces.ts';
import { i18n } from '../../i18n/i18n.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';
import './useAdminTexts.ts';

function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const values = (text = '') => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();
const [english, french] = [flat(en), flat(withFrenchSpaces(fr))];

test('the admin’s texts have the same keys in both languages, none of them empty', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  for (const text of [...french.values(), ...english.values()]) expect(text.trim()).not.toBe('');
});

test('each text speaks of the same values in both languages', () => {
  for (const [key, text] of english) {
    const said = { [key]: values(french.get(key)) };
    expect(said).toEqual({ [key]: values(text) });
  }
});

test('each text has as many forms in both languages', () => {
  for (const [key, text] of english) {
    expect({ [key]: french.get(key)?.split('|').length }).toEqual({ [key]: text.split('|').length });
  }
});

test('no French line breaks before a double mark or inside guillemets', () => {
  for (const [key, text] of french) expect(`${key}: ${text}`).not.toMatch(/ [;!?»]|« /);
});

test('every action of the audit log and every problem of a roster has its words', () => {
  expect(Object.keys(en.audit.actions).sort()).toEqual([...auditActions].sort());
  expect(Object.keys(en.roster.problems).sort()).toEqual([...rosterProblems].sort());
  expect(Object.keys(en.roster.fixes).sort()).toEqual([...rosterProblems].sort());
});

test('every text can be written: none holds a sign that means something else', () => {
  for (const key of english.keys()) {
    for (const locale of ['en', 'fr'] as const) {
      expect(i18n.global.t(`admin.${key}`, { n: '2' }, { plural: 2, locale })).not.toMatch(/^admin\.|[{}@|]$/);
    }
  }
});
