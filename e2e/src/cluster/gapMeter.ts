import type { Page } from 'playwright-core';

interface Measured {
  /** The longest time without a new frame, in milliseconds. */
  longestMs: number;
  frames: number;
}

declare global {
  interface Window {
    gapMeters?: Map<string, () => Measured>;
  }
}

/**
 * Measures in a page how long a picture stands still: it looks on every animation frame whether a new video frame was
 * decoded, in whichever <video> has that test id at the time, and keeps the longest wait.
 */
export class GapMeter {
  readonly #page: Page;
  readonly #testId: string;

  private constructor(page: Page, testId: string) {
    this.#page = page;
    this.#testId = testId;
  }

  static async start(page: Page, testId: string): Promise<GapMeter> {
    await page.evaluate((id) => {
      let frames = 0;
      let longestMs = 0;
      let lastAt = performance.now();
      const counts = new WeakMap<HTMLVideoElement, number>();
      let ended = false;
      const look = () => {
        if (ended) return;
        const video = document.querySelector<HTMLVideoElement>(
          `video[data-testid="${id}"], [data-testid="${id}"] video`,
        );
        const now = performance.now();
        const count = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
        if (video && count > (counts.get(video) ?? 0)) {
          counts.set(video, count);
          frames += 1;
          longestMs = Math.max(longestMs, now - lastAt);
          lastAt = now;
        }
        requestAnimationFrame(look);
      };
      look();
      window.gapMeters ??= new Map();
      window.gapMeters.set(id, () => {
        ended = true;
        return { longestMs: Math.max(longestMs, performance.now() - lastAt), frames };
      });
    }, testId);
    return new GapMeter(page, testId);
  }

  /** Ends the measurement. */
  async stop(): Promise<Measured> {
    const measured = await this.#page.evaluate((id) => window.gapMeters?.get(id)?.(), this.#testId);
    if (!measured) throw new Error(`nothing was measured of ${this.#testId}; was the page loaded again?`);
    return measured;
  }
}
