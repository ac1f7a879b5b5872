import { expect, test } from 'vitest';
import { measureLine } from './lineSample.ts';

const report = (...stats: object[]) => new Map(stats.map((one, index) => [String(index), one]));
const pair = {
  type: 'candidate-pair',
  nominated: true,
  state: 'succeeded',
  availableOutgoingBitrate: 250_000,
  currentRoundTripTime: 0.3,
};
const sent = (packetsSent: number, totalPacketSendDelay: number) => ({
  type: 'outbound-rtp',
  packetsSent,
  totalPacketSendDelay,
  qualityLimitationReason: 'bandwidth',
});
const lost = (packetsLost: number) => ({ type: 'remote-inbound-rtp', packetsLost });

test('the first look knows the path, and the second also what was lost and waited since', () => {
  const first = measureLine(report(pair, sent(100, 1), lost(1)), undefined);
  expect(first.sample).toEqual({ availableKbps: 250, roundTripMs: 300, limitedBy: 'bandwidth' });
  const second = measureLine(report(pair, sent(200, 11), lost(11)), first.counters);
  expect(second.sample).toEqual({
    availableKbps: 250,
    roundTripMs: 300,
    limitedBy: 'bandwidth',
    lossShare: 0.1,
    queueMs: 100,
  });
});

test('a handful of packets says nothing about loss, and a connection that begins anew never a negative one', () => {
  const before = { sent: 100, lost: 50, delayedMs: 900 };
  expect(measureLine(report(sent(105, 1), lost(54)), before).sample.lossShare).toBeUndefined();
  expect(measureLine(report(sent(150, 0.1), lost(0)), before).sample).toMatchObject({ lossShare: 0, queueMs: 0 });
});

test('an encoding that is switched off limits nothing', () => {
  expect(measureLine(report({ ...sent(1, 0), active: false }), undefined).sample.limitedBy).toBeUndefined();
});
