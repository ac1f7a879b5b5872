import { AppError } from '@invigil/contract/errors';
import { errorTexts } from '@invigil/contract/errorTexts';
import { describe, expect, test, vi } from 'vitest';
import { captureTroubles } from '../live/captures.ts';
import { en } from './en.ts';
import { errorBodyOf, fillErrorText } from './errorText.ts';
import { fr } from './fr.ts';
import { frenchSpaces, withFrenchSpaces } from './frenchSpaces.ts';
import { i18n } from './i18n.ts';

function flat(tree: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[path + key, value]] : [...flat(value, `${path}${key}.`)],
    ),
  );
}
const values = (text = '') => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

describe('the texts', () => {
  const [english, french] = [flat(en), flat(withFrenchSpaces(fr))];

  test('French and English have the same keys, none of them empty', () => {
    expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
    for (const text of [...french.values(), ...english.values()]) expect(text.trim()).not.toBe('');
  });

  test('each text speaks of the same values in both languages', () => {
    for (const [key, text] of english) expect({ [key]: values(french.get(key)) }).toEqual({ [key]: values(text) });
  });

  test('no French line breaks before a double mark or inside guillemets', () => {
    for (const [key, text] of french) expect(`${key}: ${text}`).not.toMatch(/ [;!?»]|« | :(?!.*: )/);
  });

  test('every trouble of a capture has a cause and a fix', () => {
    expect(Object.keys(en.trouble).sort()).toEqual([...captureTroubles].sort());
  });

  test('zero is singular in French and plural in English', () => {
    const { t } = i18n.global;
    expect(t('room.here', 0, { locale: 'fr' })).toBe('0 connecté');
    expect(t('room.here', 2, { locale: 'fr' })).toBe('2 connectés');
    expect(t('rooms.count', 0, { locale: 'en' })).toBe('no candidate');
    expect(t('rooms.count', 1, { locale: 'en' })).toBe('1 candidate');
    expect(t('rooms.count', 2, { locale: 'en' })).toBe('2 candidates');
  });
});

describe('what a person is told of an error', () => {
  test('the fields of the body stand in its text, with French spaces', () => {
    const body = { code: 'tooManyRequests', retryAfterSeconds: 12 } as const;
    expect(fillErrorText(errorTexts.tooManyRequests.fr, body, 'fr').fix).toBe('Attendez 12\u00a0s, puis réessayez.');
    expect(fillErrorText(errorTexts.tooManyRequests.en, body, 'en').fix).toBe('Wait 12\u00a0s, then try again.');
    const long = { code: 'tooManyRequests', retryAfterSeconds: 600 } as const;
    expect(fillErrorText(errorTexts.tooManyRequests.fr, long, 'fr').fix).toBe('Attendez 10\u00a0min, puis réessayez.');
  });

  test('an AppError is told by its code, and anything else as internal with a reference', () => {
    expect(errorBodyOf(new AppError({ code: 'examClosed' }))).toEqual({ code: 'examClosed' });
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const body = errorBodyOf(new TypeError('boom'));
    expect(body).toMatchObject({ code: 'internal', reference: expect.stringMatching(/^page-/) });
    expect(String(told.mock.calls[0]?.[0])).toContain('reference' in body ? body.reference : 'a reference');
    told.mockRestore();
  });

  test('double marks, colons and guillemets get their non-breaking spaces', () => {
    expect(frenchSpaces('Oui ! « Non » : 3 s ; bien ?')).toBe(
      'Oui\u202f! «\u00a0Non\u00a0»\u00a0: 3\u00a0s\u202f; bien\u202f?',
    );
  });
});
