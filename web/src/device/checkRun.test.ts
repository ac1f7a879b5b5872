import { type CheckedStep, type DeviceCheckStep, deviceCheckSteps } from '@invigil/contract/deviceCheckSteps';
import { AppError } from '@invigil/contract/errors';
import { afterEach, expect, test, vi } from 'vitest';
import { errorBodyOf } from '../i18n/errorText.ts';
import { CheckRun, type CheckRunParts } from './checkRun.ts';

const passed = (step: DeviceCheckStep): CheckedStep => ({ step, outcome: 'passed', fault: null, facts: [] });
const failed = (step: DeviceCheckStep): CheckedStep => ({ ...passed(step), outcome: 'failed', fault: 'cameraBlack' });

/** A run whose probes are answered by hand, and everything it told. */
function stage(more: Partial<CheckRunParts> = {}) {
  const told: string[] = [];
  const begun: DeviceCheckStep[] = [];
  const answers = new Map<DeviceCheckStep, PromiseWithResolvers<CheckedStep | undefined>>();
  const signals = new Map<DeviceCheckStep, AbortSignal>();
  const all = <T>(value: (step: DeviceCheckStep) => T) =>
    Object.fromEntries(deviceCheckSteps.map((step) => [step, value(step)])) as Record<DeviceCheckStep, T>;
  const run = new CheckRun({
    steps: ['browser', 'webcam', 'screen', 'connection', 'documents'],
    probes: all((step) => (signal) => {
      begun.push(step);
      signals.set(step, signal);
      const answer = Promise.withResolvers<CheckedStep | undefined>();
      answers.set(step, answer);
      return answer.promise;
    }),
    limitsMs: all(() => 60_000),
    yours: ['screen'],
    beside: ['connection'],
    changed: (step, { phase, result, error, passedOver }) => {
      const end = passedOver ? 'passedOver' : (result?.outcome ?? error?.code ?? '');
      told.push(`${step} ${phase} ${end}`.trim());
    },
    errorOf: errorBodyOf,
    ...more,
  });
  const answer = async (step: DeviceCheckStep, result: CheckedStep | undefined) => {
    answers.get(step)?.resolve(result);
    await vi.waitFor(() => expect(run.state(step).phase).toBe('done'));
  };
  return { run, told, begun, answer, answers, signals };
}
afterEach(() => vi.useRealTimers());

test('steps go one after the other, and the screen waits for a click', async () => {
  const { run, told, begun, answer } = stage();
  run.start('inOrder');
  await answer('browser', passed('browser'));
  await answer('webcam', passed('webcam'));
  expect(begun).toEqual(['browser', 'webcam']);
  expect(told.at(-1)).toBe('screen yours');
});

test('a step that is begun by a click has begun when the click is over', async () => {
  const { run, begun } = stage();
  run.again('screen');
  expect(begun).toEqual(['screen']);
});

test('the connection is measured beside the steps that follow it', async () => {
  const { run, begun, answer } = stage();
  run.start('inOrder');
  await answer('browser', passed('browser'));
  await answer('webcam', passed('webcam'));
  run.again('screen');
  await answer('screen', passed('screen'));
  expect(begun).toEqual(['browser', 'webcam', 'screen', 'connection', 'documents']);
  await answer('documents', passed('documents'));
  expect(run.isOver).toBe(false);
  await answer('connection', failed('connection'));
  expect(run.isOver).toBe(true);
});

test('a failed step holds the rest until it is tried again or passed over', async () => {
  const { run, told, begun, answer } = stage();
  run.start('inOrder');
  await answer('browser', passed('browser'));
  await answer('webcam', failed('webcam'));
  expect(begun).toEqual(['browser', 'webcam']);
  run.again('webcam');
  await answer('webcam', failed('webcam'));
  run.passOver('webcam');
  expect(told.slice(-2)).toEqual(['webcam done passedOver', 'screen yours']);
  run.passOver('browser');
  expect(told.at(-1)).toBe('screen yours');
});

test('trying a step again ends the try before, whose answer counts no more', async () => {
  const { run, answers, signals, answer } = stage();
  run.again('webcam');
  const [first, signal] = [answers.get('webcam'), signals.get('webcam')];
  run.again('webcam');
  expect(signal?.aborted).toBe(true);
  first?.resolve(failed('webcam'));
  await answer('webcam', passed('webcam'));
  expect(run.state('webcam').result?.outcome).toBe('passed');
});

test('what keeps a step from being tried is told with its code', async () => {
  const { run, answers } = stage();
  run.again('connection');
  answers.get('connection')?.reject(new AppError({ code: 'unavailable', retryAfterSeconds: 3 }));
  await vi.waitFor(() => expect(run.state('connection').phase).toBe('done'));
  expect(run.state('connection').error?.code).toBe('unavailable');
});

test('a step whose time is out has what it had, or failed by the time alone', async () => {
  const short = Object.fromEntries(deviceCheckSteps.map((step) => [step, 5])) as Record<DeviceCheckStep, number>;
  const { run, answers, signals } = stage({ limitsMs: short });
  run.again('connection');
  signals.get('connection')?.addEventListener('abort', () => answers.get('connection')?.resolve(passed('connection')));
  run.again('webcam');
  await vi.waitFor(() => expect(run.state('connection').result?.outcome).toBe('passed'));
  await vi.waitFor(() => expect(run.state('webcam').result?.fault).toBe('checkTimedOut'), { timeout: 3_000 });
});

test('all steps of the short check begin in the one click', () => {
  const { run, begun } = stage({ steps: ['screen', 'browser', 'webcam', 'connection'] });
  run.start('together');
  expect(begun).toEqual(['screen', 'browser', 'webcam', 'connection']);
});

test('a closed run tells nothing more', async () => {
  const { run, told, answers, signals } = stage();
  run.start('inOrder');
  run.close();
  answers.get('browser')?.resolve(passed('browser'));
  expect(signals.get('browser')?.aborted).toBe(true);
  run.again('webcam');
  expect(told).toEqual(['browser running']);
});
