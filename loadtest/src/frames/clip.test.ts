import { sourceProfiles } from '@invigil/contract/sources';
import { describe, expect, test } from 'vitest';
import { loadClips } from './clip.ts';
import { parseIvf } from './ivf.ts';

const longestPacket = 1_200 - 16;

describe.each(['webcam', 'screen'] as const)('the clips of a %s', (source) => {
  test('are one for each step of its profile, begin with a key frame and fit into a datagram', async () => {
    const clips = await loadClips(source, '0');
    for (const { step, maxFramerate } of sourceProfiles[source].encodings) {
      const clip = clips[step];
      expect(clip.framesPerSecond).toBe(maxFramerate);
      const lengths = clip.frames.flatMap((frame) => frame.introducing).map((packet) => packet.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(longestPacket);
    }
  });
});

test('the webcam of a bot at its sharpest is about 900 kilobits a second in about 105 packets', async () => {
  const { focus } = await loadClips('webcam', '0');
  const perSecond = (whole: number) => (whole * focus.framesPerSecond) / focus.frames.length;
  const within = (value: number, of: number) => Math.abs(value / of - 1) < 0.07;
  expect(perSecond(focus.packets)).toSatisfy((packets: number) => within(packets, 105));
  expect(perSecond(focus.bytes) * 8).toSatisfy((bits: number) => within(bits, 900_000));
});

describe('an IVF file', () => {
  test('is refused when it is something else or ends inside a frame', () => {
    expect(() => parseIvf(Buffer.from('RIFF'))).toThrow('not an IVF file');
    const header = Buffer.alloc(32);
    header.write('DKIF');
    header.writeUInt16LE(32, 6);
    header.write('VP80', 8);
    const frameHeader = Buffer.alloc(12);
    frameHeader.writeUInt32LE(5, 0);
    expect(() => parseIvf(Buffer.concat([header, frameHeader, Buffer.from('abc')]))).toThrow('ends inside frame 0');
  });
});
