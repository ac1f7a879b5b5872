import type { Locator } from 'playwright-core';
import { until } from './until.ts';

export interface Picture {
  frames: number;
  width: number;
  height: number;
}

/** What a <video> has decoded so far. */
export async function picture(video: Locator): Promise<Picture | undefined> {
  if ((await video.count()) === 0) return undefined;
  return await video.first().evaluate((element: HTMLVideoElement) => ({
    frames: element.getVideoPlaybackQuality().totalVideoFrames,
    width: element.videoWidth,
    height: element.videoHeight,
  }));
}

/**
 * Waits until the video has decoded `frames` more frames than when it was first asked (a new element starts at 0), and, if
 * told, is of at least the given width. Resolves to the time that took in milliseconds.
 */
export async function untilMoving(
  video: Locator,
  what: string,
  options: { frames?: number; minWidth?: number; ms?: number } = {},
): Promise<number> {
  const started = Date.now();
  const wanted = options.frames ?? 5;
  let last = 0;
  let advanced = 0;
  await until(async () => {
    const now = await picture(video);
    if (now === undefined) return `${what} is not on the page`;
    advanced += Math.max(0, now.frames - (last === 0 ? now.frames : last));
    last = now.frames;
    if (advanced < wanted) return `${what} decoded ${advanced} of ${wanted} new frames (${now.frames} in all)`;
    if (now.width < (options.minWidth ?? 1))
      return `${what} is ${now.width}x${now.height}, not yet ${options.minWidth} wide`;
    return undefined;
  }, options.ms ?? 20_000);
  return Date.now() - started;
}
