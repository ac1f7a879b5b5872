import { expect, test } from 'vitest';
import { loadClips } from '../frames/clip.ts';
import { EncodingStream } from './encodingStream.ts';

const isKeyFrame = (packet: Buffer) => {
  const payloadAt = 12 + 4 + 4 * packet.readUInt16BE(14);
  const beginsFrame = packet.readUInt8(payloadAt) === 0x90;
  return beginsFrame && (packet.readUInt8(payloadAt + 4) & 1) === 0;
};

async function play(frames: number, options: { restartBefore?: number; focusBefore?: number; refuse?: boolean } = {}) {
  const clips = await loadClips('webcam', '0');
  const clip = clips.tile;
  const packets: Buffer[] = [];
  const reports: Buffer[] = [];
  let transportSequence = 0;
  let frame = 0;
  const stream = new EncodingStream({
    ssrc: 5,
    clips,
    nowMs: () => (frame + 1) * (1_000 / clip.framesPerSecond),
    sink: {
      nextTransportSequence: () => transportSequence++,
      send: (packet) => {
        (packet[1] === 200 ? reports : packets).push(Buffer.from(packet));
        return !options.refuse;
      },
    },
  });
  for (; frame < frames; frame += 1) {
    if (frame === options.restartBefore) stream.restart();
    if (frame === options.focusBefore) stream.show('focus');
    stream.sendFrame();
  }
  return { clip, packets, reports, stream };
}

test('sequence numbers have no hole, and a frame has one time stamp and ends with a marker', async () => {
  const { clip, packets } = await play(12);
  expect(packets.map((packet) => packet.readUInt16BE(2))).toEqual(packets.map((_, index) => index + 1));
  const frames = Map.groupBy(packets, (packet) => packet.readUInt32BE(4));
  expect([...frames.keys()]).toEqual(
    Array.from({ length: 12 }, (_, index) => (index + 1) * (90_000 / clip.framesPerSecond)),
  );
  for (const frame of frames.values()) {
    expect(frame.map((packet) => packet.readUInt8(1) >> 7)).toEqual(
      frame.map((_, index) => (index === frame.length - 1 ? 1 : 0)),
    );
  }
});

test('the clip goes round and round, and a request for a key frame is answered with the next frame', async () => {
  const { clip, packets } = await play(clipLength * 2, { restartBefore: 2 });
  const starts = packets.filter((packet) => packet.readUInt8(12 + 4 + 4 * packet.readUInt16BE(14)) === 0x90);
  const keys = starts.flatMap((packet, index) => (isKeyFrame(packet) ? [index] : []));
  expect(clip.frames).toHaveLength(clipLength);
  expect(keys).toEqual([0, 2, 2 + clipLength]);
});

const clipLength = 5;

test('another step goes on under the same numbers, and begins with a key frame', async () => {
  const { packets, clip } = await play(4, { focusBefore: 2 });
  const frames = [...Map.groupBy(packets, (packet) => packet.readUInt32BE(4)).values()];
  expect(frames.map(([first]) => first && isKeyFrame(first))).toEqual([true, false, true, false]);
  expect(frames[0]).toHaveLength(clip.frames[0]?.plain.length ?? 0);
  expect(frames[2]?.length).toBeGreaterThan(frames[0]?.length ?? 0);
  expect(packets.map((packet) => packet.readUInt16BE(2))).toEqual(packets.map((_, index) => index + 1));
});

/** Where the header element of the mid begins, behind that of the transport's number: id 1, one byte long. */
const introducedAt = 12 + 4 + 3;
const mid = 0x10;

test('a stream is introduced by its name at first and not later', async () => {
  const { packets } = await play(100);
  expect(packets[0]?.readUInt8(introducedAt)).toBe(mid);
  expect(packets.at(-1)?.readUInt8(introducedAt)).not.toBe(mid);
});

test('a packet that could not be sent is not counted as sent', async () => {
  const { stream } = await play(1, { refuse: true });
  expect(stream.sentPackets).toBe(0);
  expect(stream.failedPackets).toBeGreaterThan(0);
});

test('what the server received is its highest number less its loss', async () => {
  const { stream } = await play(1);
  stream.reported({ ssrc: 5, highestSequence: 100, lost: 3 });
  expect(stream.receivedPackets).toBe(97);
  stream.reported({ ssrc: 5, highestSequence: 200, lost: -1 });
  expect(stream.receivedPackets).toBe(200);
});

test('a report each second says which moment the time stamps are of', async () => {
  const { reports } = await play(12);
  expect(reports.map((report) => report.readUInt32BE(16))).toEqual([18_000, 108_000, 198_000]);
  expect(reports.map((report) => report.readUInt32BE(8) - 2_208_988_800)).toEqual([0, 1, 2]);
});
