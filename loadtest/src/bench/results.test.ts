import { describe, expect, test } from 'vitest';
import { type JoinTrial, judgeJoin } from './joinResult.ts';
import { judgeMedia, type MediaTrial } from './mediaResult.ts';
import { judgeRecover, type RecoverTrial } from './recoverResult.ts';

const settings = { rounds: 3, bots: 300, seconds: 8, inFlight: 20, peer: true };
const facts = { janus: '1.1.2' };
const ours = { name: 'invigil', isOurs: true };
const janus = { name: 'janus', isOurs: false, eventLoops: 0 };
const janusLoops = { name: 'janus with 2 event loops', isOurs: false, eventLoops: 2 };
const generator = { cpuPercent: 60, lagP99Ms: 3 };
const suite = 'SRTP_AEAD_AES_256_GCM';

describe('bench:media', () => {
  const trial = (contestant: MediaTrial['contestant'], usPerPacket: number, faults: string[] = []): MediaTrial => ({
    contestant,
    srtpProfile: suite,
    live: 300,
    receivedPackets: 1_000,
    delivered: 1,
    packetsPerSecond: 33_000,
    bytesPerPacket: 1_060,
    usPerPacket,
    usPerPacketWholeServer: usPerPacket + 1,
    corePercent: 20,
    dropsAtServer: 0,
    generator,
    faults,
  });
  const floors = [{ receiveUs: 0.8, unprotectUs: 0.9, packets: 1 }];

  test('compares medians with the better Janus and with the floor', () => {
    const trials = [5, 6, 4].map((us) => trial(ours, us)).concat(trial(janus, 30), trial(janusLoops, 20));
    const result = judgeMedia({ trials, floors, settings, facts });
    expect(result).toMatchObject({
      judged: true,
      ours: { usPerPacket: 5, usPerPacketWholeServer: 6, usPerPacketRange: [4, 6] },
      peer: { name: 'janus with 2 event loops', usPerPacket: 20, otherSettings: [{ name: 'janus', usPerPacket: 30 }] },
      limit: { usPerPacket: 1.7, shareOfOurs: 0.34 },
      ratio: 0.25,
    });
    expect(result.goals.map(({ met }) => met)).toEqual([true, true]);
  });

  test('leaves trials out in which the generator was the bottleneck, and refuses when none is left', () => {
    const trials = [trial(ours, 5), trial(ours, 9, ['the generator was late']), trial(janus, 20)];
    expect(judgeMedia({ trials, floors, settings, facts })).toMatchObject({ judged: true, ours: { usPerPacket: 5 } });
    const faulty = [trial(ours, 5, ['the generator was late']), trial(janus, 20)];
    expect(judgeMedia({ trials: faulty, floors, settings, facts })).toMatchObject({
      judged: false,
      reasons: ['the generator was late'],
      ours: null,
      ratio: null,
    });
  });

  test('refuses to compare different SRTP suites', () => {
    const trials = [trial(ours, 5), { ...trial(janus, 20), srtpProfile: 'SRTP_AES128_CM_SHA1_80' }];
    expect(judgeMedia({ trials, floors, settings, facts }).judged).toBe(false);
  });

  test('stands alone without Janus and without a compiler', () => {
    const result = judgeMedia({ trials: [trial(ours, 5)], floors: [], settings, facts: {} });
    expect(result).toMatchObject({ judged: true, peer: null, limit: null, ratio: null });
    expect(result.goals.map(({ met }) => met)).toEqual([null, null]);
  });
});

describe('bench:join', () => {
  const trial = (contestant: JoinTrial['contestant'], joinsPerSecond: number, faults: string[] = []): JoinTrial => ({
    contestant,
    srtpProfile: suite,
    live: 300,
    failed: 0,
    joinsPerSecond,
    p50Ms: 40,
    p95Ms: 60,
    crowdedP95Ms: 150,
    cpuMsPerJoin: 2,
    mediaCpuMsPerJoin: 1,
    generator,
    faults,
  });
  const floors = [{ serverMs: 0.5, clientMs: 0.5, handshakes: 500 }];

  test('compares joins per second with the better Janus, and processor time with the handshake', () => {
    const trials = [trial(ours, 500), trial(janus, 200), trial(janusLoops, 250)];
    expect(judgeJoin({ trials, floors, settings, facts })).toMatchObject({
      judged: true,
      ours: { p95Ms: 60 },
      peer: { joinsPerSecond: 250 },
      limit: { joinsPerSecond: 2_000, shareOfOurs: 0.25 },
      ratio: 2,
      goals: [{ met: true }, { met: true }],
    });
  });

  test('a generator at its limit excuses a missed goal of ours, but not a slow Janus', () => {
    const busy = ['the generator used 99 % of its core'];
    const judge = (trials: JoinTrial[]) => judgeJoin({ trials, floors, settings, facts });
    expect(judge([trial(ours, 300, busy), trial(janus, 250)])).toMatchObject({ judged: false, reasons: busy });
    expect(judge([trial(ours, 600, busy), trial(janus, 250)]).judged).toBe(true);
    expect(judge([trial(ours, 600), trial(janus, 250, busy)])).toMatchObject({ judged: false, ratio: null });
  });
});

describe('bench:recover', () => {
  const trial = (contestant: RecoverTrial['contestant'], gapP95Ms: number, sessionsLost = 0): RecoverTrial => ({
    contestant,
    gapP50Ms: gapP95Ms / 2,
    gapP95Ms,
    gapMaxMs: gapP95Ms + 50,
    sessionsLost,
    generator,
    faults: [],
  });
  const floors = [{ serverMs: 0.5, clientMs: 0.5, handshakes: 500 }];

  test('takes medians of the gaps, and the most sessions lost in any round', () => {
    const trials = [trial(ours, 600), trial(ours, 700, 1), trial(ours, 800), trial(janusLoops, 1_400)];
    const result = judgeRecover({ trials, floors, settings, facts });
    expect(result).toMatchObject({
      judged: true,
      ours: { gapP50Ms: 350, gapP95Ms: 700, gapMaxMs: 850, sessionsLost: 1 },
      peer: { gapP95Ms: 1_400 },
      limit: { gapMaxMs: 150 },
      ratio: 0.5,
    });
    expect(result.goals.map(({ met }) => met)).toEqual([true, false]);
  });
});
