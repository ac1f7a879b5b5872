import { expect, test } from 'vitest';
import { type ConnectionFigures, judgeConnection, sendingFigures, toneOf } from './connectionFigures.ts';
import { type ConnectionSample, sampleOf } from './connectionSamples.ts';

const thresholds = {
  goodDownloadKbps: 1_000,
  leastDownloadKbps: 250,
  goodUploadKbps: 250,
  leastUploadKbps: 120,
  goodRoundTripMs: 300,
  mostRoundTripMs: 800,
  autosaveMs: 2_000,
};
const fine: ConnectionFigures = {
  roundTripMs: 40,
  lossPercent: 0,
  sentKbps: 400,
  uploadKbps: 2_000,
  downloadKbps: 20_000,
  path: 'udp',
  reconnectMs: 800,
  live: ['webcam', 'screen'],
};
const judged = (more: Partial<ConnectionFigures>, timedOut = false) => {
  const { outcome, fault } = judgeConnection({ ...fine, ...more }, thresholds, { timedOut });
  return `${outcome} ${fault}`;
};

/** What Chrome reports of a connection that has sent so much. */
function report(more: { bytes: number; packets: number; lost: number; local?: object }) {
  const stats = [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    {
      id: 'P',
      type: 'candidate-pair',
      localCandidateId: 'L',
      currentRoundTripTime: 0.05,
      availableOutgoingBitrate: 9e5,
    },
    { id: 'P2', type: 'candidate-pair', localCandidateId: 'L', currentRoundTripTime: 9 },
    { id: 'L', type: 'local-candidate', candidateType: 'host', protocol: 'udp', ...more.local },
    { id: 'O1', type: 'outbound-rtp', bytesSent: more.bytes, packetsSent: more.packets },
    { id: 'O2', type: 'outbound-rtp', bytesSent: 1_000, packetsSent: 10 },
    { id: 'R1', type: 'remote-inbound-rtp', packetsLost: more.lost, roundTripTimeMeasurements: 3 },
  ];
  return new Map(stats.map((stat) => [stat.id, stat]));
}

test('a report is read from the selected pair and all streams', () => {
  expect(sampleOf(report({ bytes: 5_000, packets: 40, lost: 2 }), 7)).toEqual({
    atMs: 7,
    bytesSent: 6_000,
    packetsSent: 50,
    packetsLost: 2,
    roundTripMs: 50,
    availableKbps: 900,
    reports: 3,
    path: 'udp',
  } satisfies ConnectionSample);
});

test('TCP and relays are told apart', () => {
  const pathOf = (local: object) => sampleOf(report({ bytes: 0, packets: 0, lost: 0, local }), 0).path;
  expect(pathOf({ protocol: 'tcp' })).toBe('tcp');
  expect(pathOf({ candidateType: 'relay', relayProtocol: 'udp' })).toBe('turnUdp');
  expect(pathOf({ candidateType: 'relay', relayProtocol: 'tls', protocol: 'udp' })).toBe('turnTcp');
  expect(sampleOf(new Map(), 0).path).toBeUndefined();
});

test('figures are those between the first and the last sample', () => {
  const samples = [
    sampleOf(report({ bytes: 100_000, packets: 100, lost: 0 }), 1_000),
    sampleOf(report({ bytes: 350_000, packets: 300, lost: 10 }), 6_000),
  ];
  expect(sendingFigures(samples)).toEqual({
    roundTripMs: 50,
    lossPercent: 5,
    sentKbps: 400,
    uploadKbps: 900,
    path: 'udp',
  });
  expect(sendingFigures([])).toEqual({});
});

test('a line of 250 kbit/s is green, and what is slower warns before it fails', () => {
  expect(judged({})).toBe('passed null');
  expect(judged({ uploadKbps: 250 })).toBe('passed null');
  expect(judged({ uploadKbps: 249 })).toBe('warned connectionSlow');
  expect(judged({ uploadKbps: 100 })).toBe('failed connectionSlow');
  expect(judged({ roundTripMs: 900 })).toBe('failed connectionSlow');
  expect(judged({ lossPercent: 8 })).toBe('warned connectionSlow');
});

test('a network that blocks UDP warns and never fails', () => {
  expect(judged({ path: 'tcp' })).toBe('warned udpBlocked');
  expect(judged({ path: 'turnTcp' })).toBe('warned udpBlocked');
  expect(judged({ path: 'turnUdp' })).toBe('passed null');
});

test('out of time, what was measured counts', () => {
  expect(judged({ downloadKbps: undefined, reconnectMs: undefined }, true)).toBe('warned checkTimedOut');
  expect(judged({ uploadKbps: undefined }, true)).toBe('failed checkTimedOut');
  expect(judged({ uploadKbps: 50 }, true)).toBe('failed connectionSlow');
});

test('a figure that is not there has no colour, and the facts leave it out', () => {
  expect(toneOf('downloadKbps', { live: [] }, thresholds)).toBeUndefined();
  expect(judgeConnection({ live: ['screen'], roundTripMs: 20 }, thresholds, { timedOut: false }).facts).toEqual([
    { name: 'roundTripMs', value: '20' },
    { name: 'screen', value: 'live' },
  ]);
});
