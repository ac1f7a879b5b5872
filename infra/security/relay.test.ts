import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const conf = path.resolve(import.meta.dirname, '../coturn/turnserver.conf');
const withoutRelay = 'no relay is deployed from here: infra/coturn is missing';

/** The values of a setting of coturn, in their order; a setting without one has the value ''. */
function valuesOf(name: string): string[] {
  return readFileSync(conf, 'utf8')
    .split('\n')
    .map((line) => line.trim().split('='))
    .filter(([setting]) => setting === name)
    .map(([, value = '']) => value);
}

const only = (name: string) => Number(valuesOf(name)[0]);

test('ASVS 17.1.1 the relay refuses every peer, IPv4 and IPv6, that is not named as a media node', ({ skip }) => {
  skip(!existsSync(conf), withoutRelay);
  const denied = valuesOf('denied-peer-ip');
  expect(denied).toContain('0.0.0.0-255.255.255.255');
  expect(denied).toContain('::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff');
  expect(valuesOf('no-multicast-peers')).toEqual(['']);
  // Who is allowed is told at the start, and nobody is in the file; nor may loopback be, which coturn asks for by name.
  expect([...valuesOf('allowed-peer-ip'), ...valuesOf('allow-loopback-peers')]).toEqual([]);
});

test('ASVS 17.1.2 no credential, and not all of them together, can take every port of the relay', ({ skip }) => {
  skip(!existsSync(conf), withoutRelay);
  const ports = only('max-port') - only('min-port') + 1;
  expect(only('total-quota')).toBeLessThanOrEqual(ports);
  expect(only('user-quota')).toBeLessThanOrEqual(only('total-quota') / 4);
  expect(valuesOf('use-auth-secret')).toEqual(['']);
});
