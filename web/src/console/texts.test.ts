import { expect, test } from 'vitest';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { en as reviewEn } from '../review/texts/en.ts';
import { fr as reviewFr } from '../review/texts/fr.ts';
import '../review/useReviewTexts.ts';
import { en as supervisionEn } from '../supervision/texts/en.ts';
import { fr as supervisionFr } from '../supervision/texts/fr.ts';
import '../supervision/useSupervisionTexts.ts';
import { en } from './texts/en.ts';
import { fr } from './texts/fr.ts';
import './useConsoleTexts.ts';

function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const values = (text = '') => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

const all = { console: [en, fr], review: [reviewEn, reviewFr], supervision: [supervisionEn, supervisionFr] } as const;

test.each(Object.entries(all))('the texts of the %s say the same in both languages', (_name, [ours, theirs]) => {
  const [english, french] = [flat(ours), flat(withFrenchSpaces(theirs))];
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [key, text] of english) {
    expect(text.trim()).not.toBe('');
    expect({ [key]: values(french.get(key)) }).toEqual({ [key]: values(text) });
    expect({ [key]: french.get(key)?.split('|').length }).toEqual({ [key]: text.split('|').length });
  }
  for (const [key, text] of french) expect(`${key}: ${text}`).not.toMatch(/ [;!?»]|« /);
});

test.each(Object.entries(all))('every text of the %s can be written', (name, [ours]) => {
  for (const key of flat(ours).keys()) {
    for (const locale of ['en', 'fr'] as const) {
      expect(i18n.global.t(`${name}.${key}`, { n: '2' }, { plural: 2, locale })).not.toMatch(/^console\.|[@|]$/);
    }
  }
});
