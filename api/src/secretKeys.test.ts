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
  expect(() => keys.unseal(`A${sealed.slice(1)}`.replace(/^AA/, 'BA'), 'mail 1')).toThrow();
});

test('hashes are keyed, and those of codes and of networks have nothing in common', () => {
  const keys = new SecretKeys(key());
  expect(keys.codeHash('X')).toBe(keys.codeHash('X'));
  expect(keys.codeHash('X')).not.toBe(new SecretKeys(key()).codeHash('X'));
  expect(keys.codeHash('203.0.113.1')).not.toBe(keys.networkHash('203.0.113.1'));
  expect(keys.networkHash('2001:db8::1')).toBe(keys.networkHash('2001:db8::ffff'));
  expect(keys.networkHash('2001:db8::1')).not.toBe(keys.networkHash('2001:db8:1::1'));
});
