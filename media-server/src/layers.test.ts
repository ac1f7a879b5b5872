import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layerToAsk } from './layers.ts';

test('the wanted layer is asked for when it flows, the next lower one when it does not', () => {
  expect(layerToAsk(1, [10, 10])).toBe(1);
  expect(layerToAsk(1, [10, 0])).toBe(0);
  expect(layerToAsk(0, [10, 10])).toBe(0);
});

test('a higher layer is better than nothing, and the lowest is asked for while nothing flows', () => {
  expect(layerToAsk(0, [0, 10])).toBe(1);
  expect(layerToAsk(1, [0, 0])).toBe(0);
  expect(layerToAsk(1, [])).toBe(0);
});

test('a layer that does not flow is never asked for while another one does', () => {
  const scores = fc.array(fc.nat(10), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.nat(2), scores, (wanted, all) => {
      const asked = layerToAsk(wanted, all);
      if (all.some((score) => score > 0)) expect(all[asked]).toBeGreaterThan(0);
      else expect(asked).toBe(0);
    }),
  );
});
