import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { share } from './share.ts';

const people = ['anna', 'bert', 'carl', 'dora', 'emil'] as const;
type Person = (typeof people)[number];

const rooms = fc.record({
  sittings: fc
    .array(fc.constantFrom(...people, null), { maxLength: 60 })
    .map((held) => held.map((proctorId, at) => ({ sittingId: `s${at}`, proctorId }))),
  present: fc.subarray([...people], { minLength: 1 }),
});

const countsOf = (sittings: readonly { proctorId: string | null }[], present: readonly Person[]) =>
  present.map((person) => sittings.filter(({ proctorId }) => proctorId === person).length);

describe('whoever is present', () => {
  test('has at most one more than anybody else, and together they have them all', () => {
    fc.assert(
      fc.property(rooms, ({ sittings, present }) => {
        const shared = share(sittings, present);
        const counts = countsOf(shared, present);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(sittings.length);
        expect(shared.map(({ sittingId }) => sittingId)).toEqual(sittings.map(({ sittingId }) => sittingId));
      }),
    );
  });

  test('keeps as many of theirs as an even share allows', () => {
    fc.assert(
      fc.property(rooms, ({ sittings, present }) => {
        const shared = share(sittings, present);
        const kept = shared.filter(({ proctorId }, at) => sittings[at]?.proctorId === proctorId).length;
        const least = Math.floor(sittings.length / present.length);
        const held = countsOf(sittings, present);
        const moreThanLeast = held.filter((count) => count > least).length;
        const most =
          held.reduce((sum, count) => sum + Math.min(count, least), 0) +
          Math.min(sittings.length % present.length, moreThanLeast);
        expect(kept).toBe(most);
      }),
    );
  });

  test('keeps them all when it is done again', () => {
    fc.assert(
      fc.property(rooms, ({ sittings, present }) => {
        const shared = share(sittings, present);
        expect(share(shared, present)).toEqual(shared);
      }),
    );
  });
});

test('with nobody present nobody has any', () => {
  expect(share([{ sittingId: 's', proctorId: 'anna' }], [])).toEqual([{ sittingId: 's', proctorId: null }]);
});

test('who comes back is given as many as the others', () => {
  const sittings = Array.from({ length: 9 }, (_, at) => ({ sittingId: `s${at}`, proctorId: at < 5 ? 'anna' : 'bert' }));
  expect(countsOf(share(sittings, ['anna', 'bert', 'carl']), ['anna', 'bert', 'carl'])).toEqual([3, 3, 3]);
});
