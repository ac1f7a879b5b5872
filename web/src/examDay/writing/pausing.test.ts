import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { WritingPulse } from '@invigil/contract/routes/writing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pausing } from './pausing.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pulse: WritingPulse = {
  serverTime: '2026-06-01T09:00:00.000Z',
  state: 'writing',
  deadline: '2026-06-01T11:00:00.000Z',
  creditedSeconds: 0,
  pausedBy: null,
};

function aPause(isPaused = false) {
  const calls: string[] = [];
  const keys: string[] = [];
  const blocked: boolean[] = [];
  const lost: ErrorBody[] = [];
  const server: { fault: ErrorBody | undefined } = { fault: undefined };
  const answer = (name: string) => async (order: { key: string; sources: string[] }) => {
    calls.push(`${name} ${order.sources.join(' ')}`);
    keys.push(order.key);
    if (server.fault !== undefined) throw new AppError(server.fault);
    return pulse;
  };
  const parts = {
    pause: answer('pause'),
    resume: answer('resume'),
    heard: () => undefined,
    blocked: (is: boolean) => blocked.push(is),
    lost: (error: ErrorBody) => lost.push(error),
    hiccup: () => undefined,
  };
  return { pausing: new Pausing(parts, isPaused), calls, keys, blocked, lost, server };
}
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

test('a share that stops blocks at once, and writing goes on by itself once the server sees it again', async () => {
  const { pausing, calls, keys, blocked, server } = aPause();
  pausing.missing(['screen']);
  expect(blocked).toEqual([true]);
  await pass();
  server.fault = { code: 'captureMissing', sources: ['screen'] };
  pausing.missing([]);
  await pass(1_200);
  expect(blocked).toEqual([true]);
  server.fault = undefined;
  await pass(500);
  expect(blocked).toEqual([true, false]);
  expect(calls).toEqual(['pause screen', 'resume screen', 'resume screen', 'resume screen', 'resume screen']);
  expect(new Set(keys).size).toBe(1);
});

test('a second stop is another pause', async () => {
  const { pausing, keys, calls } = aPause();
  for (const missing of [['screen'], [], ['webcam'], []] as const) {
    pausing.missing(missing);
    await pass();
  }
  expect(calls).toEqual(['pause screen', 'resume screen', 'pause webcam', 'resume webcam']);
  expect(keys[2]).toBe(keys[3]);
  expect(keys[2]).not.toBe(keys[0]);
});

test('without a network the pause is told later, and a share that is back blocks nobody', async () => {
  const { pausing, calls, blocked, server } = aPause();
  server.fault = { code: 'unavailable', retryAfterSeconds: 1 };
  pausing.missing(['screen']);
  await pass(5_000);
  expect(blocked).toEqual([true]);
  pausing.missing([]);
  await pass(2_000);
  expect(blocked.at(-1)).toBe(false);
  server.fault = undefined;
  await pass(2_000);
  expect(calls.at(-1)).toBe('resume screen');
  await pass(10_000);
  expect(calls.filter((call) => call.startsWith('resume')).length).toBeLessThan(5);
});

test('what was paused before a reload goes on as soon as nothing is missing', async () => {
  const { pausing, calls } = aPause(true);
  pausing.missing(['webcam', 'screen']);
  await pass();
  pausing.missing(['screen']);
  await pass();
  pausing.missing([]);
  await pass();
  expect(calls).toEqual(['pause webcam screen', 'resume webcam screen']);
});

test('a page that no longer holds the writing is told so, and asks no more', async () => {
  const { pausing, lost, calls, server } = aPause();
  server.fault = { code: 'openElsewhere' };
  pausing.missing(['screen']);
  await pass(20_000);
  expect(lost).toEqual([{ code: 'openElsewhere' }]);
  expect(calls).toHaveLength(1);
});

test('a share that comes back under a proctor’s pause is not resumed for ever', async () => {
  const { pausing, calls, blocked, server } = aPause();
  pausing.missing(['screen']);
  await pass();
  server.fault = { code: 'writingPaused' };
  pausing.missing([]);
  await pass(20_000);
  expect(calls).toEqual(['pause screen', 'resume screen']);
  expect(blocked.at(-1)).toBe(false);
});

test('after a proctor’s pause a share that is still missing is told as a pause of its own', async () => {
  const { pausing, calls, keys, blocked } = aPause();
  pausing.missing(['screen']);
  await pass();
  pausing.proctorResumed();
  await pass();
  expect(calls).toEqual(['pause screen', 'pause screen']);
  expect(keys[0]).not.toBe(keys[1]);
  pausing.missing([]);
  await pass();
  expect(blocked.at(-1)).toBe(false);
});
