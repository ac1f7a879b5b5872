export interface VideoFrame {
  key: boolean;
  data: Buffer;
}

export interface Video {
  width: number;
  height: number;
  framesPerSecond: number;
  frames: VideoFrame[];
}

const fileHeaderBytes = 32;
const frameHeaderBytes = 12;

/** Reads an IVF file of VP8 frames. Throws an Error for anything else, or when the file ends inside a frame. */
export function parseIvf(file: Buffer): Video {
  if (file.length < fileHeaderBytes || file.toString('latin1', 0, 4) !== 'DKIF') throw new Error('not an IVF file');
  if (file.toString('latin1', 8, 12) !== 'VP80') throw new Error('not a VP8 clip');
  const frames: VideoFrame[] = [];
  let at = file.readUInt16LE(6);
  while (at < file.length) {
    const length = file.readUInt32LE(at);
    const data = file.subarray(at + frameHeaderBytes, at + frameHeaderBytes + length);
    if (length === 0 || data.length !== length) throw new Error(`the file ends inside frame ${frames.length}`);
    frames.push({ key: isVp8KeyFrame(data), data });
    at += frameHeaderBytes + length;
  }
  return {
    width: file.readUInt16LE(12),
    height: file.readUInt16LE(14),
    framesPerSecond: file.readUInt32LE(16) / file.readUInt32LE(20),
    frames,
  };
}

/** The lowest bit of a VP8 frame is 0 in a key frame (RFC 6386, 9.1). */
function isVp8KeyFrame(data: Buffer): boolean {
  return ((data[0] ?? 1) & 1) === 0;
}
