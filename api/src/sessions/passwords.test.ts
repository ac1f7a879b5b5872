import { AppError } from '@invigil/contract/errors';
import { parseOptions } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { Passwords } from './passwords.ts';

test('a password is kept as argon2id with 19 MiB, two passes and one lane, and only itself fits', async () => {
  const passwords = await Passwords.create();
  const hashed = await passwords.hash('Right1Password');
  expect(hashed).toMatch(/^\$argon2id\$/);
  expect(parseOptions(hashed)).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  expect(await passwords.verify(hashed, 'Right1Password')).toBe(true);
  expect(await passwords.verify(hashed, 'right1password')).toBe(false);
});

test('a check without a hash says no after the same work', async () => {
  const passwords = await Passwords.create();
  const hashed = await passwords.hash('Right1Password');
  const work = { wrong: 0, unknown: 0 };
  const check = async (kind: keyof typeof work, hash: string | undefined) => {
    const before = process.cpuUsage();
    expect(await passwords.verify(hash, 'Wrong1Password')).toBe(false);
    const { user, system } = process.cpuUsage(before);
    work[kind] += user + system;
  };
  // Processor time and not the clock, by turns, so that a busy machine slows both alike.
  for (let i = 0; i < 12; i += 1) {
    await check('wrong', hashed);
    await check('unknown', undefined);
  }
  expect(work.unknown / work.wrong).toBeGreaterThan(0.6);
  expect(work.unknown / work.wrong).toBeLessThan(1.6);
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
