import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { acceptNewPassword, newPassword } from './password.ts';
import { failedPasswordRules, normalPassword } from './passwordRules.ts';

describe('a new password', () => {
  test.each([
    ['abcdefg1', ['uppercase']],
    ['ABCDEFG1', ['lowercase']],
    ['Abcdefgh', ['digit']],
    ['Abcde1x', ['longEnough']],
    ['', ['lowercase', 'uppercase', 'digit', 'longEnough']],
    [`Aa1${'x'.repeat(254)}`, ['notTooLong']],
    ['😀'.repeat(8), ['lowercase', 'uppercase', 'digit']],
  ])('like %s is refused, and each rule that failed is named', (typed, failed) => {
    expect(failedPasswordRules(typed)).toEqual(failed);
    expect(newPassword.safeParse(typed).error?.issues.map(({ message }) => message)).toEqual(failed);
    let thrown: unknown;
    try {
      acceptNewPassword(typed);
    } catch (error) {
      thrown = error;
    }
    expect(thrown instanceof AppError && thrown.body).toEqual({ code: 'passwordTooWeak', failed });
  });

  test.each([
    ['Abcdef12', 'of plain letters'],
    ['Écoutez1', 'whose only upper-case letter has an accent'],
    ['ÀÉÎ-été-1', 'with accents everywhere'],
    ['une Phrase avec 3 espaces', 'with spaces'],
    [' Abcde1 ', 'that begins and ends with a space'],
    ['Пароль12', 'in another script'],
    ['Passe-1😀😀', 'with emoji'],
    [`Aa1${'x'.repeat(253)}`, 'of the greatest length'],
  ])('like %s, %s, is accepted', (typed) => {
    expect(acceptNewPassword(typed)).toBe(typed.normalize('NFC'));
  });
});

test('the same letters typed on different keyboards are the same password', () => {
  expect(normalPassword('E\u0301coutez1')).toBe(normalPassword('\u00c9coutez1'));
  expect(acceptNewPassword('E\u0301coutez1')).toBe('\u00c9coutez1');
});

test('whatever is typed either keeps every rule or is told which it breaks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (typed) => {
      expect(newPassword.safeParse(typed).success).toBe(failedPasswordRules(typed).length === 0);
    }),
  );
});
