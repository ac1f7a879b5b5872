import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

/**
 * Makes the clips of `assets/`: `node loadtest/tools/encodeClips.ts`, with Chromium at CHROMIUM_BIN or /usr/bin/chromium.
 * One second of VP8 for each encoding that a candidate's browser would send, and more of each tile, drawn by
 * `testPattern.html`. Names after the command make only those.
 */
const clips = [
  {
    name: 'webcam-tile',
    picture: 'webcam',
    width: 160,
    height: 120,
    framesPerSecond: 5,
    frames: 5,
    bitsPerSecond: 40_000,
  },
  {
    name: 'webcam-focus',
    picture: 'webcam',
    width: 640,
    height: 480,
    framesPerSecond: 15,
    frames: 15,
    bitsPerSecond: 1_750_000,
  },
  {
    name: 'screen-tile',
    picture: 'screen',
    width: 320,
    height: 180,
    framesPerSecond: 3,
    frames: 3,
    bitsPerSecond: 60_000,
  },
  {
    name: 'webcam-tile-wall',
    picture: 'webcam',
    width: 160,
    height: 120,
    framesPerSecond: 5,
    frames: 50,
    bitsPerSecond: 40_000,
  },
  {
    name: 'screen-tile-wall',
    picture: 'screen',
    width: 320,
    height: 180,
    framesPerSecond: 3,
    frames: 180,
    bitsPerSecond: 60_000,
  },
  {
    name: 'screen-focus',
    picture: 'screen',
    width: 1280,
    height: 720,
    framesPerSecond: 5,
    frames: 5,
    bitsPerSecond: 400_000,
  },
];

interface EncodedFrame {
  key: boolean;
  base64: string;
}

declare global {
  function encodeClip(clip: (typeof clips)[number]): Promise<EncodedFrame[]>;
}

/** IVF: a 32-byte file header, then each frame after 12 bytes of length and time stamp. */
function ivf(clip: (typeof clips)[number], frames: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(32);
  header.write('DKIF', 0);
  header.writeUInt16LE(32, 6);
  header.write('VP80', 8);
  header.writeUInt16LE(clip.width, 12);
  header.writeUInt16LE(clip.height, 14);
  header.writeUInt32LE(clip.framesPerSecond, 16);
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(frames.length, 24);
  const parts = frames.flatMap((frame, index) => {
    const frameHeader = Buffer.alloc(12);
    frameHeader.writeUInt32LE(frame.length, 0);
    frameHeader.writeBigUInt64LE(BigInt(index), 4);
    return [frameHeader, frame];
  });
  return Buffer.concat([header, ...parts]);
}

const wanted = process.argv.slice(2);
const page = await readFile(new URL('testPattern.html', import.meta.url), 'utf8');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_BIN ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  const tab = await browser.newPage();
  // WebCodecs needs a secure context, which a page of localhost is.
  await tab.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: page }));
  await tab.goto('http://localhost/');
  for (const clip of clips.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const encoded = await tab.evaluate((one) => globalThis.encodeClip(one), clip);
    const frames = encoded.map((frame) => Buffer.from(frame.base64, 'base64'));
    const file = ivf(clip, frames);
    await writeFile(new URL(`../assets/${clip.name}.ivf`, import.meta.url), file);
    console.log(clip.name, file.length, 'bytes:', frames.map((frame) => frame.length).join(' '));
  }
} finally {
  await browser.close();
}
