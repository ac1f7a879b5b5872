import { expect, test } from 'vitest';
import { judgeLayers, manners } from './layersResult.ts';
import type { RoomTrial } from './roomTrial.ts';

const settings = { rounds: 1, bots: 100, seconds: 10, inFlight: 10, peer: false };
const [on, sent, forwarded] = manners(settings.bots);

const trial = (manner: string | undefined, mediaCpuMs: number, faults: string[] = []): RoomTrial => ({
  manner: manner ?? '',
  candidates: 100,
  seconds: 10,
  sentPacketsPerSecond: 1,
  mediaCpuMs,
  forwardedMbit: 1,
  forwardedPackets: 1,
  generator: { cpuPercent: 1, lagP99Ms: 1 },
  faults,
});

test('the ratio is against a room where all is forwarded, and what only the senders change stands beside it', () => {
  const trials = [trial(on?.name, 100), trial(sent?.name, 500), trial(forwarded?.name, 2_000)];
  const { judged, ratio, ours, limit } = judgeLayers({ trials, settings, facts: {} });
  expect({ judged, ratio }).toEqual({ judged: true, ratio: 20 });
  expect(ours).toMatchObject({ candidatesPerCore: 10_000 });
  expect(limit).toMatchObject({ ratio: 5 });
});

test('without a trial that counts nothing is judged', () => {
  const trials = [trial(on?.name, 100, ['the generator was late']), trial(forwarded?.name, 500)];
  const { judged, reasons, ratio } = judgeLayers({ trials, settings, facts: {} });
  expect({ judged, ratio }).toEqual({ judged: false, ratio: null });
  expect(reasons).toContain('the generator was late');
});
