import { describe, expect, test } from 'vitest';
import { atLeast, atMost, generatorFaults } from './judge.ts';
import { resultLine } from './result.ts';
import { readSettings } from './settings.ts';

const calm = {
  cpuPercent: 60,
  lagP99Ms: 3,
  askedPackets: 1_000,
  sentPackets: 1_000,
  dropsElsewhere: 0,
  othersPercent: 2,
};

describe('a trial says nothing', () => {
  test.each([
    ['when the generator used up its core', { cpuPercent: 99 }, 'the generator used 99 % of its core'],
    ['when the generator was late', { lagP99Ms: 30 }, 'the generator was 30 ms late (p99)'],
    ['when less was sent than asked', { sentPackets: 970 }, 'the generator sent 97.0 % of what was asked'],
    [
      'when datagrams were lost elsewhere',
      { dropsElsewhere: 4 },
      "4 datagrams were dropped outside the server's sockets",
    ],
    ['when the machine was busy with something else', { othersPercent: 50 }, 'other programs used 50 % of a core'],
  ])('%s', (_, change, fault) => {
    expect(generatorFaults({ ...calm, ...change })).toEqual([fault]);
  });

  test('but counts when nothing of that happened', () => {
    expect(generatorFaults(calm)).toEqual([]);
    expect(generatorFaults({ cpuPercent: 60, lagP99Ms: 3 })).toEqual([]);
  });
});

test('a goal is met, missed, or unknown when there is nothing to compare with', () => {
  expect(atMost('ratio', 0.3, 0.3)).toEqual({ goal: 'ratio <= 0.3', value: 0.3, met: true });
  expect(atLeast('ratio', 1.9, 2).met).toBe(false);
  expect(atLeast('ratio', undefined, 2)).toEqual({ goal: 'ratio >= 2', value: null, met: null });
});

test('a result is one line of JSON whose keys are all there, also when there is nothing to say', () => {
  const line = resultLine({
    bench: 'join',
    judged: false,
    reasons: ['a reason'],
    ours: { p95Ms: Number.NaN },
    peer: null,
    limit: null,
    ratio: null,
    goals: [],
    conditions: {},
  });
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    bench: 'join',
    judged: false,
    reasons: ['a reason'],
    ours: { p95Ms: null },
    peer: null,
    limit: null,
    ratio: null,
    goals: [],
    conditions: {},
  });
});

describe('settings', () => {
  const defaults = { rounds: 3, bots: 300, seconds: 8, inFlight: 20 };

  test('are the defaults unless told', () => {
    expect(readSettings([], defaults)).toEqual({ ...defaults, peer: true });
    expect(readSettings(['--rounds', '5', '--in-flight=8', '--no-peer'], defaults)).toEqual({
      ...defaults,
      rounds: 5,
      inFlight: 8,
      peer: false,
    });
  });

  test('are refused when they are unknown or out of range', () => {
    expect(() => readSettings(['--bots', 'many'], defaults)).toThrow();
    expect(() => readSettings(['--rounds', '0'], defaults)).toThrow();
    expect(() => readSettings(['--publishers', '3'], defaults)).toThrow();
  });
});
