import { describe, expect, test } from 'vitest';
import { extensionBlock } from './headerExtensions.ts';
import { PacketTemplate } from './packetTemplate.ts';
import { readRtcp } from './rtcp.ts';
import { vp8Payloads } from './vp8Payload.ts';

describe('VP8 payloads', () => {
  test('hold the whole frame, in pieces of nearly the same size, and only the first begins a partition', () => {
    const frame = Buffer.from(Array.from({ length: 2_500 }, (_, index) => index & 0xff));
    const payloads = vp8Payloads(frame, 1_000);
    expect(payloads.map((payload) => payload.length - 4)).toEqual([834, 834, 832]);
    expect(Buffer.concat(payloads.map((payload) => payload.subarray(4)))).toEqual(frame);
    expect(payloads.map((payload) => payload.readUInt8(0))).toEqual([0x90, 0x80, 0x80]);
  });
});

describe('the header extension block', () => {
  test('is whole words long and finds its transport sequence number with and without names', () => {
    for (const names of [undefined, { mid: '0' }]) {
      const { bytes, transportSequenceAt } = extensionBlock(names);
      expect(bytes.readUInt16BE(0)).toBe(0xbede);
      expect(bytes.length).toBe(4 + 4 * bytes.readUInt16BE(2));
      expect(bytes.readUInt8(transportSequenceAt - 1)).toBe((3 << 4) | 1);
    }
  });

  test('introduces a stream by its mid', () => {
    expect(extensionBlock({ mid: '0' }).bytes.toString('latin1')).toContain('\x100');
  });
});

describe('a packet', () => {
  test('carries the fields of the bot it was last filled for, and its payload untouched but for the picture id', () => {
    const template = new PacketTemplate(vp8Payloads(Buffer.from('frame'), 100)[0] ?? Buffer.alloc(0), { marker: true });
    template.fill({ ssrc: 1, sequence: 1, timestamp: 1, pictureId: 1, transportSequence: 1 });
    const packet = template.fill({
      ssrc: 0xdead_beef,
      sequence: 0x1_0002,
      timestamp: 0x1_0000_0003,
      pictureId: 0x8004,
      transportSequence: 0x1_0005,
    });
    expect(packet.readUInt8(0)).toBe(0x90);
    expect(packet.readUInt8(1)).toBe(0x80 | 96);
    expect(packet.readUInt16BE(2)).toBe(2);
    expect(packet.readUInt32BE(4)).toBe(3);
    expect(packet.readUInt32BE(8)).toBe(0xdead_beef);
    expect(packet.readUInt16BE(17)).toBe(5);
    expect(packet.subarray(20).toString('hex')).toBe(`90808004${Buffer.from('frame').toString('hex')}`);
  });
});

describe('RTCP', () => {
  const report = (ssrc: number, lost: string, highestSequence: number) => {
    const packet = Buffer.from(`81c9000700000001${'00'.repeat(24)}`, 'hex');
    packet.writeUInt32BE(ssrc, 8);
    packet.write(lost, 13, 'hex');
    packet.writeUInt32BE(highestSequence, 16);
    return packet;
  };
  const lossOf = (ssrc: number) => {
    const packet = Buffer.from('81ce00020000000100000000', 'hex');
    packet.writeUInt32BE(ssrc, 8);
    return packet;
  };
  const intraOf = (ssrc: number) => {
    const packet = Buffer.from('84ce000400000001000000000000000001000000', 'hex');
    packet.writeUInt32BE(ssrc, 12);
    return packet;
  };

  test('tells key frame requests by PLI and FIR, and what was received', () => {
    const compound = Buffer.concat([report(1_000, '000007', 0x1_0010), lossOf(1_000), intraOf(1_001)]);
    expect(readRtcp(compound)).toEqual({
      reports: [{ ssrc: 1_000, lost: 7, highestSequence: 0x1_0010 }],
      keyFrameRequests: [1_000, 1_001],
    });
  });

  test('knows that loss is negative when packets came twice', () => {
    expect(readRtcp(report(1, 'fffffe', 5)).reports).toEqual([{ ssrc: 1, lost: -2, highestSequence: 5 }]);
  });

  test('tells nothing of transport feedback, and nothing of a part that is cut short', () => {
    const nothing = { reports: [], keyFrameRequests: [] };
    expect(readRtcp(Buffer.from('8fcd00020000000100000002', 'hex'))).toEqual(nothing);
    expect(readRtcp(lossOf(1_000).subarray(0, 10))).toEqual(nothing);
    expect(readRtcp(Buffer.from('85c900010000000181ce000100000001', 'hex'))).toEqual(nothing);
    expect(readRtcp(Buffer.alloc(0))).toEqual(nothing);
  });
});
