import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readCommand } from './command.ts';
import { loadNames, profileNames, readProfiles, thresholdsOf } from './profiles.ts';
import { dealtOut, dueTimes, momentsBetween } from './schedule.ts';

function fileOf(content: unknown): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'invigil-profiles-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'profiles.json'), JSON.stringify(content));
  return path.join(folder, 'profiles.json');
}

test('every scenario has every profile, and the morning brings 2,000 candidates within a minute', () => {
  const profiles = readProfiles();
  for (const name of loadNames) expect(Object.keys(profiles[name].profiles)).toEqual([...profileNames]);
  const due = dueTimes(profiles.morning.profiles.average.arrivals);
  expect(due.length).toBeGreaterThanOrEqual(2_000);
  expect(due.at(-1)).toBeLessThan(60_000);
  expect(dueTimes(profiles.storm.profiles.stress.arrivals)).toHaveLength(4_000);
});

test.each([
  ['a rate that brings nobody', { arrivals: [{ seconds: 1, perSecond: 0.1 }] }, /nobody would come/],
  ['a cut after the end', { cuts: { times: 3, everySeconds: 10, forSeconds: 0 } }, /before the end/],
  ['a word that nobody knows', { sockets: 4_000 }, /sockets/],
])('%s is refused', (_, change, message) => {
  const profiles = readProfiles();
  const { smoke } = profiles.storm.profiles;
  const storm = { ...profiles.storm, profiles: { ...profiles.storm.profiles, smoke: { ...smoke, ...change } } };
  expect(() => readProfiles(fileOf({ ...profiles, storm }))).toThrow(message);
});

test('a smoke run is judged by what must hold on any machine, the others by their speed too', () => {
  const { storm } = readProfiles();
  expect(thresholdsOf(storm, 'smoke')).not.toHaveProperty('reconnect_ms');
  expect(thresholdsOf(storm, 'stress')).toMatchObject({ reconnect_ms: ['p(95)<=1000'], presences_lost: ['count==0'] });
});

test('people come evenly within each stage', () => {
  const stages = [
    { seconds: 2, perSecond: 2 },
    { seconds: 1, perSecond: 4 },
  ];
  expect(dueTimes(stages)).toEqual([0, 500, 1_000, 1_500, 2_000, 2_250, 2_500, 2_750]);
  expect(momentsBetween(1_000, 3_000, 2)).toEqual([1_000, 1_500, 2_000, 2_500]);
  expect(dealtOut(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
    ['a', 'c', 'e'],
    ['b', 'd'],
  ]);
});

test('the command knows its words, and answers others with the usage', () => {
  const reports = '/reports';
  expect(readCommand(['smoke'], reports)).toEqual({ what: 'smoke', profile: 'smoke', against: 'one', reports });
  expect(readCommand(['storm', '--profile', 'stress', '--against', 'cluster'], reports)).toMatchObject({
    what: 'storm',
    profile: 'stress',
    against: 'cluster',
  });
  for (const words of [[], ['evening'], ['smoke', '--profile', 'soak'], ['wall', 'storm'], ['wall', '--url', 'x']]) {
    expect(() => readCommand(words, reports)).toThrow(/^Usage: npm run loadtest/);
  }
});
