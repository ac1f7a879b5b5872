import { AppError } from '@invigil/contract/errors';
import { parseOptions, verify } from '@node-rs/argon2';
import { expect, test, vi } from 'vitest';
import { Passwords } from './passwords.ts';

vi.mock('@node-rs/argon2', async (importOriginal) => {
  const argon2 = await importOriginal<typeof import('@node-rs/argon2')>();
  return { ...argon2, verify: vi.fn(argon2.verify) };
});

test('a password is kept as argon2id with 19 MiB, two passes and one lane, and only itself fits', async () => {
  const passwords = await Passwords.create();
  const hashed = await passwords.hash('Right1Password');
  expect(hashed).toMatch(/^\$argon2id\$/);
  expect(parseOptions(hashed)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect(await passwords.verify(hashed, 'Right1Password')).toBe(true);
  expect(await passwords.verify(hashed, 'right1password')).toBe(false);
});

test('a check without a hash says no after the same work: against the hash of a password that nobody has', async () => {
  const passwords = await Passwords.create();
  vi.mocked(verify).mockClear();
  expect(await passwords.verify(await passwords.hash('Right1Password'), 'Wrong1Password')).toBe(false);
  expect(await passwords.verify(undefined, 'Wrong1Password')).toBe(false);
  const [known, unknown] = vi.mocked(verify).mock.calls.map(([hashed]) => parseOptions(String(hashed)));
  expect(unknown).toEqual(known);
});

test('two are checked at once, a hundred wait, the next is told to come back; afterwards there is room again', async () => {
  const passwords = await Passwords.create();
  const hashed = await passwords.hash('Right1Password');
  const accepted = Array.from({ length: 102 }, () => passwords.verify(hashed, 'Right1Password'));
  expect(passwords.waiting).toBe(100);
  const refused = await passwords.verify(hashed, 'Right1Password').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(AppError);
  expect(refused).toMatchObject({ body: { code: 'tooManyRequests', retryAfterSeconds: 5 } });

  expect(await Promise.all(accepted)).toEqual(Array<boolean>(102).fill(true));
  expect(passwords.waiting).toBe(0);
  expect(await passwords.verify(hashed, 'Right1Password')).toBe(true);
});
