import { type DeviceCheckStep, deviceCheckSteps, type StepOutcome } from '@invigil/contract/deviceCheckSteps';
import { expect, test } from 'vitest';
import { type StepState, untried } from './checkRun.ts';
import { shownStep, standingOf } from './shownStep.ts';

const done = (step: DeviceCheckStep, outcome: StepOutcome, passedOver = false): StepState => ({
  ...untried,
  phase: 'done',
  result: { step, outcome, fault: null, facts: [] },
  passedOver,
});
const running: StepState = { ...untried, phase: 'running' };

function shown(states: Partial<Record<DeviceCheckStep, StepState>>) {
  const all = Object.fromEntries(deviceCheckSteps.map((step) => [step, states[step] ?? untried]));
  return shownStep(deviceCheckSteps, all as Record<DeviceCheckStep, StepState>);
}

test('the step that runs or waits for a click is shown', () => {
  expect(shown({ browser: running })).toBe('browser');
  expect(shown({ browser: done('browser', 'passed'), screen: { ...untried, phase: 'yours' } })).toBe('screen');
});

test('the connection is shown once no other step needs a look', () => {
  expect(shown({ connection: running, writing: running })).toBe('writing');
  expect(shown({ connection: running, writing: done('writing', 'passed') })).toBe('connection');
});

test('a step that failed is shown until it is left out', () => {
  expect(shown({ webcam: done('webcam', 'failed') })).toBe('webcam');
  expect(shown({ webcam: done('webcam', 'failed', true), screen: running })).toBe('screen');
});

test('at the end, what was left out is shown again', () => {
  const all = Object.fromEntries(deviceCheckSteps.map((step) => [step, done(step, 'passed')]));
  expect(shown({ ...all, microphone: done('microphone', 'failed', true) })).toBe('microphone');
  expect(shown(all)).toBe('writing');
});

test('a step stands as its phase, its outcome or as left out', () => {
  expect(standingOf(untried)).toBe('waiting');
  expect(standingOf(done('webcam', 'warned'))).toBe('warned');
  expect(standingOf(done('webcam', 'failed', true))).toBe('passedOver');
  expect(standingOf({ ...untried, phase: 'done', error: { code: 'forbidden' } })).toBe('failed');
});
