import { ManualClock } from '@invigil/server-kit/clock';
import { expect, test } from 'vitest';
import { networkOf, SignInLimits } from './signInLimits.ts';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:ffff:0:0:1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:192.0.2.7', '::ffff:c000:207'],
])('%s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('one network that fails on one account does not lock the account for others', () => {
  const limits = new SignInLimits(new ManualClock(0));
  for (let i = 0; i < 8; i += 1) limits.attempt('192.0.2.1', 'a@b.example');
  expect(() => limits.attempt('192.0.2.1', 'a@b.example')).toThrow('tooManyRequests');
  expect(() => limits.attempt('192.0.2.2', 'a@b.example')).not.toThrow();
});

test('many networks together do not get to guess one account without end', () => {
  const limits = new SignInLimits(new ManualClock(0));
  let admitted = 0;
  for (let host = 1; host <= 200; host += 1) {
    try {
      limits.attempt(`192.0.2.${host}`, 'a@b.example');
      admitted += 1;
    } catch {
      // Counted by its absence.
    }
  }
  expect(admitted).toBe(40);
});

test('one network does not get to try one password on account after account', () => {
  const limits = new SignInLimits(new ManualClock(0));
  for (let i = 0; i < 150; i += 1) limits.attempt('192.0.2.1', `person${i}@b.example`);
  expect(() => limits.attempt('192.0.2.1', 'another@b.example')).toThrow('tooManyRequests');
});

test('a whole exam centre behind one address signs in, because a forgiven attempt uses nothing up', () => {
  const limits = new SignInLimits(new ManualClock(0));
  for (let i = 0; i < 2_000; i += 1) limits.attempt('192.0.2.1', `person${i}@b.example`).forgive();
  expect(() => limits.attempt('192.0.2.1', 'a@b.example')).not.toThrow();
});
