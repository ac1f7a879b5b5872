import { presenceId, watchId } from '@invigil/contract/ids';
import type { Step } from '@invigil/contract/sources';
import { ManualClock } from '@invigil/server-kit/clock';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Demand, type Demanded } from './demand.ts';

const hysteresisMs = 5_000;
const watch = (n: number) => watchId.parse(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);
const presence = (n: number) => presenceId.parse(`00000000-0000-4000-9000-${String(n).padStart(12, '0')}`);

function start() {
  const clock = new ManualClock(1_000_000);
  const told: Demanded[] = [];
  const demand = new Demand({ clock, hysteresisMs, onChange: (now) => told.push(now) });
  return { clock, told, demand };
}

test('a step is switched on the moment somebody wants it', () => {
  const { told, demand } = start();
  demand.want(watch(1), presence(1), ['tile']);
  expect(told).toEqual([{ tile: true, focus: false, watchers: 1 }]);
});

test('a step nobody wants any more stays on for the hysteresis and not longer', () => {
  const { clock, told, demand } = start();
  demand.want(watch(1), presence(1), ['tile']);
  demand.forget(watch(1));
  expect(told.at(-1)).toEqual({ tile: true, focus: false, watchers: 0 });
  clock.advance(hysteresisMs - 1);
  demand.settle();
  expect(told.at(-1)?.tile).toBe(true);
  clock.advance(1);
  demand.settle();
  expect(told.at(-1)).toEqual({ tile: false, focus: false, watchers: 0 });
});

test('paging away and back within the hysteresis tells the sender nothing about its steps', () => {
  const { clock, told, demand } = start();
  demand.want(watch(1), presence(1), ['tile']);
  for (let page = 2; page < 10; page++) {
    demand.forget(watch(page - 1));
    clock.advance(hysteresisMs / 2);
    demand.settle();
    demand.want(watch(page), presence(1), ['tile']);
  }
  expect(told.every(({ tile }) => tile)).toBe(true);
});

test('two watches of one presence count as one watcher', () => {
  const { told, demand } = start();
  demand.want(watch(1), presence(1), ['tile']);
  demand.want(watch(2), presence(1), ['focus']);
  demand.want(watch(3), presence(2), ['focus']);
  expect(told.at(-1)).toEqual({ tile: true, focus: true, watchers: 2 });
});

test('a change of step switches the new one on at once and the old one off later', () => {
  const { clock, told, demand } = start();
  demand.want(watch(1), presence(1), ['tile']);
  demand.want(watch(1), presence(1), ['focus']);
  expect(told.at(-1)).toEqual({ tile: true, focus: true, watchers: 1 });
  clock.advance(hysteresisMs);
  demand.settle();
  expect(told.at(-1)).toEqual({ tile: false, focus: true, watchers: 1 });
});

test('an expected watch switches its step on early, and off again when it never comes', () => {
  const { clock, told, demand } = start();
  demand.expect(['focus']);
  expect(told).toEqual([{ tile: false, focus: true, watchers: 0 }]);
  clock.advance(hysteresisMs);
  demand.settle();
  expect(told.at(-1)).toEqual({ tile: false, focus: false, watchers: 0 });
});

test('whatever happens, a wanted step is on, an unwanted one goes off, and nothing is told twice', () => {
  const steps: fc.Arbitrary<Step[]> = fc.constantFrom<Step[][]>(['tile'], ['focus'], ['tile', 'focus']);
  const act = fc.oneof(
    fc.record({ do: fc.constant('want' as const), id: fc.nat(4), who: fc.nat(2), steps }),
    fc.record({ do: fc.constant('forget' as const), id: fc.nat(4) }),
    fc.record({ do: fc.constant('expect' as const), steps }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.nat(7_000) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
      const { clock, told, demand } = start();
      const wants = new Map<number, { who: number; steps: Step[] }>();
      for (const one of acts) {
        if (one.do === 'want') {
          demand.want(watch(one.id), presence(one.who), one.steps);
          wants.set(one.id, one);
        } else if (one.do === 'forget') {
          demand.forget(watch(one.id));
          wants.delete(one.id);
        } else if (one.do === 'expect') demand.expect(one.steps);
        else {
          clock.advance(one.ms);
          demand.settle();
        }
        const wanted = [...wants.values()];
        for (const step of ['tile', 'focus'] as const)
          if (wanted.some((want) => want.steps.includes(step))) expect(demand.now[step]).toBe(true);
        expect(demand.now.watchers).toBe(new Set(wanted.map(({ who }) => who)).size);
      }
      for (const id of wants.keys()) demand.forget(watch(id));
      clock.advance(hysteresisMs);
      demand.settle();
      expect(demand.now).toEqual({ tile: false, focus: false, watchers: 0 });
      for (const [index, now] of told.entries()) if (index > 0) expect(now).not.toEqual(told[index - 1]);
    }),
    { numRuns: 300 },
  );
});
