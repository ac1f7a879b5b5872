import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `absent` as unplugged, `busy` as a camera that another program holds: Chromium then fails as it does with a real one. */
export type CameraState = 'moving' | 'black' | 'frozen' | 'absent' | 'busy';
export type MicrophoneState = 'voice' | 'silent';

const [width, height] = [320, 240];

/**
 * A camera and a microphone that are files, which Chromium reads again and again: what is written into them is seen while
 * they are in use, so that a fault comes and goes as with a device of flesh and glass.
 */
export class CaptureFiles {
  /** For the launch of the browser that has these devices and no others. */
  readonly browserArgs: readonly string[];
  readonly #folder: string;
  readonly #camera: string;
  readonly #microphone: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#camera = join(folder, 'camera.y4m');
    this.#microphone = join(folder, 'microphone.wav');
    this.browserArgs = [
      `--use-file-for-fake-video-capture=${this.#camera}`,
      `--use-file-for-fake-audio-capture=${this.#microphone}`,
    ];
  }

  static async create(): Promise<CaptureFiles> {
    const files = new CaptureFiles(await mkdtemp(join(tmpdir(), 'invigil-capture-')));
    await files.become('moving', 'voice');
    return files;
  }

  async become(camera: CameraState, microphone: MicrophoneState = 'voice'): Promise<void> {
    await (camera === 'absent' ? rm(this.#camera, { force: true }) : writeFile(this.#camera, films[camera]));
    await writeFile(this.#microphone, sound(microphone === 'voice'));
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Each frame as the luma of its upper and of its lower half. */
const films = {
  moving: film([
    [120, 60],
    [140, 50],
    [160, 40],
    [200, 80],
  ]),
  black: film([
    [16, 16],
    [16, 16],
  ]),
  frozen: film([[120, 60]]),
  // Listed among the cameras, and cannot be started.
  busy: film([[120, 60]], 0, 0),
} satisfies Record<Exclude<CameraState, 'absent'>, Buffer>;

/** A film in raw YUV, ten frames a second. */
function film(frames: readonly (readonly [number, number])[], wide = width, high = height): Buffer {
  const half = (width * height) / 2;
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${wide} H${high} F10:1 Ip A1:1 C420\n`),
    ...frames.flatMap(([above, below]) => [
      Buffer.from('FRAME\n'),
      Buffer.alloc(half, above),
      Buffer.alloc(half, below),
      Buffer.alloc(half, 128),
    ]),
  ]);
}

/** Two seconds of a tone, or of nothing: 16 bits, one channel. */
function sound(isHeard: boolean): Buffer {
  const rate = 48_000;
  const samples = Buffer.alloc(rate * 2 * 2);
  for (let at = 0; isHeard && at < rate * 2; at += 1)
    samples.writeInt16LE(Math.round(8_000 * Math.sin(at / 20)), at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
