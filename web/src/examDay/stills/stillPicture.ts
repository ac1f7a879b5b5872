import { limits } from '@invigil/contract/limits';
import type { Source } from '@invigil/contract/sources';

/** A screen stays readable, and a webcam recognisable. */
const widest: Readonly<Record<Exclude<Source, 'microphone'>, number>> = { webcam: 480, screen: 1_600 };
const qualities = [0.6, 0.4, 0.25];

/** One picture of what a track shows now, no larger than the server takes; undefined when it shows nothing. */
export async function stillOf(
  source: Exclude<Source, 'microphone'>,
  track: MediaStreamTrack,
): Promise<Blob | undefined> {
  const frame = await frameOf(track);
  if (frame === undefined) return undefined;
  const scale = Math.min(1, widest[source] / frame.width);
  const canvas = new OffscreenCanvas(Math.round(frame.width * scale), Math.round(frame.height * scale));
  canvas.getContext('2d')?.drawImage(frame, 0, 0, canvas.width, canvas.height);
  frame.close();
  for (const quality of qualities) {
    const picture = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (picture.size <= limits.stillBytes) return picture;
  }
  return undefined;
}

async function frameOf(track: MediaStreamTrack): Promise<ImageBitmap | undefined> {
  if (track.readyState !== 'live' || track.muted) return undefined;
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([track]);
  try {
    await video.play();
    return await createImageBitmap(video);
  } finally {
    video.srcObject = null;
  }
}
