import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { SecretKeys } from './secretKeys.ts';

const key = () => randomBytes(32).toString('base64url');

test('what is sealed for one thing opens for it alone, with the same key alone, and unchanged alone', () => {
  const one = key();
  const keys = new SecretKeys(one);
  const sealed = keys.seal('ABCD-é', 'mail 1');
  expect(sealed).not.toContain('ABCD');
  expect(new SecretKeys(one).unseal(sealed, 'mail 1')).toBe('ABCD-é');
  expect(keys.seal('ABCD-é', 'mail 1')).not.toBe(sealed);
  expect(() => keys.unseal(sealed, 'mail 2')).toThrow();
  expect(() => new SecretKeys(key()).unseal(sealed, 'mail 1')).toThrow();
  const changed = (sealed.startsWith('A') ? 'B' : 'A') + sealed.slice(1);
  expect(() => keys.unseal(changed, 'mail 1')).toThrow();
});

test('a hash cannot be made without the key', () => {
  const one = key();
  expect(new SecretKeys(one).codeHash('X')).toBe(new SecretKeys(one).codeHash('X'));
  expect(new SecretKeys(one).codeHash('X')).not.toBe(new SecretKeys(key()).codeHash('X'));
});
