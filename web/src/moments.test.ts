import { expect, test } from 'vitest';
import { dayOf, daysBetween, localeFor, spanOf, timeOf } from './moments.ts';

const paris = { locale: 'fr-FR', timeZone: 'Europe/Paris' };
const montreal = { locale: 'fr-CA', timeZone: 'America/Toronto' };
const opensAt = new Date('2026-11-24T01:30:00Z');

test('an instant is told in the person’s own time zone, which may make it another day', () => {
  expect(timeOf(opensAt, paris)).toBe('02:30');
  expect(dayOf(opensAt, paris)).toBe('mardi 24 novembre');
  expect(dayOf(opensAt, montreal)).toBe('lundi 23 novembre');
});

test('tomorrow begins at the person’s midnight, also in the night the clocks change', () => {
  expect(daysBetween(new Date('2026-11-23T22:59:00Z'), opensAt, paris)).toBe(1);
  expect(daysBetween(new Date('2026-11-23T23:00:00Z'), opensAt, paris)).toBe(0);
  expect(daysBetween(new Date('2026-10-24T12:00:00Z'), new Date('2026-10-26T12:00:00Z'), paris)).toBe(2);
});

test.each([
  [45_000, '45 s'],
  [60_000, '1 min'],
  [61_000, '2 min'],
  [3_600_000, '1 h'],
  [5_400_000, '1 h 30 min'],
  [26 * 3_600_000, '1 j 2 h'],
])('%d ms are told as %s', (ms, text) => {
  expect(spanOf(ms, 'fr').replaceAll('\u00a0', ' ')).toBe(text);
});

test('the person’s own variety of the language is kept', () => {
  expect(localeFor('fr', ['en-US', 'fr-CA'])).toBe('fr-CA');
  expect(localeFor('fr', ['en-US'])).toBe('fr-FR');
});
