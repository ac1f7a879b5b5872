import { sourceProfiles } from '@invigil/contract/sources';
import { describe, expect, test } from 'vitest';
import { loadClips } from './clip.ts';
import { parseIvf } from './ivf.ts';

const longestPacket = 1_200 - 16;

describe.each(['webcam', 'screen'] as const)('the clips of a %s', (source) => {
  test('are one for each encoding of its profile, begin with a key frame and fit into a datagram', async () => {
    const clips = await loadClips(source, '0');
    expect(clips.map((clip) => clip.rid)).toEqual(sourceProfiles[source].encodings.map((encoding) => encoding.rid));
    for (const [index, clip] of clips.entries()) {
      expect(clip.framesPerSecond).toBe(sourceProfiles[source].encodings[index]?.maxFramerate);
      const lengths = clip.frames.flatMap((frame) => frame.introducing).map((packet) => packet.length);
      expect(Math.max(...lengths)).toBeLessThanOrEqual(longestPacket);
    }
  });
});

test('the webcam of a bot is about one megabit a second in about 110 packets', async () => {
  const clips = await loadClips('webcam', '0');
  const perSecond = (of: (clip: (typeof clips)[number]) => number) =>
    clips.reduce((sum, clip) => sum + (of(clip) * clip.framesPerSecond) / clip.frames.length, 0);
  const within = (value: number, of: number) => Math.abs(value / of - 1) < 0.07;
  expect(perSecond((clip) => clip.packets)).toSatisfy((packets: number) => within(packets, 110));
  expect(perSecond((clip) => clip.bytes) * 8).toSatisfy((bits: number) => within(bits, 1_000_000));
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
