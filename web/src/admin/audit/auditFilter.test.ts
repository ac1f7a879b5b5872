import { expect, test } from 'vitest';
import { auditQuery, readAuditFilter } from './auditFilter.ts';

test('a day ends where the next begins on the admin’s own clock, also when clocks change', () => {
  const filter = readAuditFilter({ from: '2026-03-29', until: '2026-03-29' });
  expect(auditQuery(filter, 'Europe/Paris')).toMatchObject({
    from: '2026-03-28T23:00:00.000Z',
    until: '2026-03-29T22:00:00.000Z',
  });
});

test('nonsense in the address filters nothing', () => {
  const filter = readAuditFilter({ action: 'danced', actorId: '7', from: 'today', search: ['a', 'b'] });
  expect(auditQuery(filter, 'UTC')).toEqual({});
});
