import { streamId, transportId, watchId } from '@invigil/contract/ids';
import { expect, test } from 'vitest';
import { keepPausedMs, type Picture, planOf } from './viewerPlan.ts';

const stream = streamId.parse('0193e6a0-0000-7000-8000-000000000001');
const watch = watchId.parse('0193e6a0-0000-7000-8000-000000000002');
const transport = transportId.parse('0193e6a0-0000-7000-8000-000000000003');

function aPicture(picture: Partial<Picture> = {}): Picture {
  return {
    streamId: stream,
    wanted: 'tile',
    watch: undefined,
    leftAt: 0,
    notBefore: 0,
    refusals: 0,
    held: false,
    ...picture,
  };
}

const opened = { watchId: watch, transportId: transport, step: 'tile', paused: false } as const;

test('a picture that came into sight is opened at its step', () => {
  expect(planOf([aPicture({ wanted: 'focus' })], 0).open).toEqual([{ streamId: stream, step: 'focus' }]);
});

test('a picture refused a moment ago waits for its time', () => {
  const plan = planOf([aPicture({ notBefore: 500 })], 100);
  expect(plan.open).toEqual([]);
  expect(plan.wakeAt).toBe(500);
});

test('a picture in sight and playing at its step needs nothing', () => {
  const plan = planOf([aPicture({ watch: opened })], 0);
  expect(plan).toEqual({
    open: [],
    resume: [],
    pause: [],
    close: [],
    step: { tile: [], focus: [] },
    forget: [],
    wakeAt: undefined,
  });
});

test('focus raises the step of the watch there is', () => {
  expect(planOf([aPicture({ wanted: 'focus', watch: opened })], 0).step).toEqual({ tile: [], focus: [watch] });
});

test('leaving the viewport pauses at once and closes after a while', () => {
  const left = aPicture({ wanted: undefined, leftAt: 1_000, watch: opened });
  expect(planOf([left], 1_000)).toMatchObject({ pause: [watch], close: [], wakeAt: 1_000 + keepPausedMs });
  const paused = { ...left, watch: { ...opened, paused: true } };
  expect(planOf([paused], 5_000)).toMatchObject({ pause: [], close: [] });
  expect(planOf([paused], 1_000 + keepPausedMs)).toMatchObject({ pause: [], close: [watch] });
});

test('coming back before that only resumes', () => {
  expect(planOf([aPicture({ watch: { ...opened, paused: true } })], 0).resume).toEqual([watch]);
});

test('what is out of sight and closed is forgotten', () => {
  expect(planOf([aPicture({ wanted: undefined })], 0).forget).toEqual([stream]);
});
