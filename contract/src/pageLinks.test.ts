import { expect, test } from 'vitest';
import { activationLink, resetLink, secretOf } from './pageLinks.ts';

test('the link of an invitation carries its code in the fragment and nowhere else', () => {
  const link = new URL(activationLink('https://exams.example.org', 'fr', 'ABCD-EFGH'));
  expect(link.pathname).toBe('/connexion/code-invitation');
  expect(link.search).toBe('');
  expect(secretOf(link.hash)).toBe('ABCD-EFGH');
  expect(activationLink('https://exams.example.org/', 'en', 'X')).toBe(
    'https://exams.example.org/en/connexion/code-invitation#X',
  );
});

test('the token of a reset link comes back as it was, whatever is in it', () => {
  const token = 'a+b/c=d%e';
  expect(secretOf(new URL(resetLink('http://127.0.0.1:8080', token)).hash)).toBe(token);
});

test('a fragment that nobody encoded is taken as it stands, and an empty one is none', () => {
  expect(secretOf('#100%')).toBe('100%');
  expect(secretOf('#')).toBeUndefined();
  expect(secretOf('')).toBeUndefined();
});
