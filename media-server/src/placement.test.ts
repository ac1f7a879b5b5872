import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costs, packetsOf, WorkerLoad } from './load.ts';
import { choosePlace } from './placement.ts';

const withShare = (share: number) => ({ load: { share: () => share } });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const randoms = fc.array(random, { minLength: 2, maxLength: 2 });
const shares = fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { maxLength: 16 });

/** The numbers of a fixed list, over and over. */
function cycle(numbers: number[]): () => number {
  let next = 0;
  return () => numbers[next++ % numbers.length] ?? 0;
}

test('a full worker is never chosen, and any room is found', () => {
  fc.assert(
    fc.property(shares, randoms, (all, numbers) => {
      const workers = all.map(withShare);
      const chosen = choosePlace(workers, cycle(numbers));
      const anyRoom = all.some((share) => share < 0.75);
      expect(chosen !== undefined).toBe(anyRoom);
      if (chosen) expect(chosen.load.share()).toBeLessThan(0.75);
    }),
  );
});

test('of two workers the less loaded one is chosen, whatever the dice say', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.7, noNaN: true }), randoms, (share, numbers) => {
      const [busy, idle] = [withShare(share + 0.01), withShare(share)];
      expect(choosePlace([busy, idle], cycle(numbers))).toBe(idle);
    }),
  );
});

test('a thousand sittings placed at once spread over the workers within a few per cent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 16 }), fc.integer(), (count, seed) => {
      const workers = Array.from({ length: count }, () => ({ load: new WorkerLoad() }));
      let state = seed >>> 0;
      const next = () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 32;
      };
      for (let placed = 0; placed < 1_000; placed++) {
        const worker = choosePlace(workers, next);
        if (worker) worker.load.transports += 1;
      }
      const loads = workers.map((worker) => worker.load.transports);
      expect(loads.reduce((sum, load) => sum + load, 0)).toBe(1_000);
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThan(12);
    }),
    { numRuns: 50 },
  );
});

test('a worker that uses more than the model says counts as loaded after a few measurements', () => {
  const load = new WorkerLoad();
  load.transports = 100;
  load.packetsIn = 1_000;
  const modelled = 100 * costs.transport + 1_000 * costs.packetIn;
  expect(load.share()).toBeCloseTo(modelled, 6);
  for (let second = 0; second <= 20; second++) load.measured(second * 800, second * 1_000);
  expect(load.share()).toBeCloseTo(0.8, 2);
  load.transports += 100;
  expect(load.share()).toBeCloseTo(0.8 + 100 * costs.transport, 2);
});

test('the estimate of a share never falls below nothing', () => {
  const load = new WorkerLoad();
  load.packetsIn = 100_000;
  for (let second = 0; second <= 20; second++) load.measured(0, second * 1_000);
  load.packetsIn = 0;
  expect(load.share()).toBe(0);
});

test('a stream is modelled by the highest step that is watched, by its keep-alive when none is, and sound as it is', () => {
  const unwatched = packetsOf('webcam', { tile: false, focus: false });
  const tile = packetsOf('webcam', { tile: true, focus: false });
  const focus = packetsOf('webcam', { tile: false, focus: true });
  expect(unwatched).toBeLessThan(tile);
  expect(tile).toBeLessThan(focus);
  expect(packetsOf('webcam', { tile: true, focus: true })).toBe(focus);
  expect(packetsOf('microphone', { tile: false, focus: false })).toBe(50);
});
