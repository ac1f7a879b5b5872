import { expect, test } from 'vitest';
import { isSameTime, zoneGroups, zoneName } from './timeZones.ts';

test('two names of one zone show the same time, and two zones do not', () => {
  const summer = new Date('2026-07-01T10:00:00Z');
  expect(isSameTime('Asia/Calcutta', 'Asia/Kolkata', summer)).toBe(true);
  expect(isSameTime('Europe/Paris', 'Europe/Brussels', summer)).toBe(true);
  expect(isSameTime('Europe/Paris', 'Europe/London', summer)).toBe(false);
});

test('the zones are grouped by region, and an account’s own is among them under the name it has', () => {
  const groups = zoneGroups('Asia/Calcutta', undefined, 'UTC');
  const all = groups.flatMap(({ zones }) => zones);
  expect(all).toContain('Asia/Calcutta');
  expect(all).toContain('UTC');
  expect(new Set(all).size).toBe(all.length);
  expect(groups.find(({ region }) => region === 'Europe')?.zones).toContain('Europe/Paris');
});

test('a zone is named as people write it', () => {
  expect(zoneName('America/New_York')).toBe('America/New York');
});
