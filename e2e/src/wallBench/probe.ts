import type { BrowserContext, Page } from 'playwright-core';

/** One picture of a wall, as it is shown. */
export interface Shown {
  tile: string;
  width: number;
  height: number;
  /** Frames shown so far, and when the newest was, on the clock of the page. */
  frames: number;
  atMs: number;
  /** From the moment the frame was captured to the moment it is shown; absent where the browser cannot tell. */
  delayMs?: number;
}

interface Probe {
  look(): void;
  pictures(): Shown[];
  visible(): string[];
  longTasks: number[];
  clickedAt: number | undefined;
  /** The first frames at full width since the last click, by source. */
  sharp: { webcam?: number; screen?: number };
}

declare global {
  interface Window {
    wallProbe: Probe;
  }
}

/** Counts, in every page of the context, the frames of each video, long tasks, and what a click brings. */
export async function installProbe(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const newest = new Map<HTMLVideoElement, Omit<Shown, 'tile'>>();
    const tileOf = (element: Element) => element.closest<HTMLElement>('[data-testid=tile]');
    const nameOf = (tile: HTMLElement) => tile.dataset.sittingId ?? tile.textContent ?? '';
    const follow = (video: HTMLVideoElement) => {
      let track: MediaProvider | null = null;
      let before = 0;
      const hear: VideoFrameRequestCallback = (now, { width, height, presentedFrames, captureTime }) => {
        if (track !== video.srcObject) {
          track = video.srcObject;
          before = (newest.get(video)?.frames ?? 0) + 1 - presentedFrames;
        }
        newest.set(video, {
          width,
          height,
          frames: before + presentedFrames,
          atMs: now,
          ...(captureTime === undefined ? {} : { delayMs: now - captureTime }),
        });
        const probe = window.wallProbe;
        const isWide = width / height > 1.5;
        if (probe.clickedAt !== undefined) {
          if (isWide && width >= 1_280) probe.sharp.screen ??= performance.now() - probe.clickedAt;
          if (!isWide && width >= 640) probe.sharp.webcam ??= performance.now() - probe.clickedAt;
        }
        video.requestVideoFrameCallback(hear);
      };
      newest.set(video, { width: 0, height: 0, frames: 0, atMs: 0 });
      video.requestVideoFrameCallback(hear);
    };
    const isInSight = (element: Element) => {
      const { top, bottom, left, right } = element.getBoundingClientRect();
      const wall = element.closest('[data-testid=wall]')?.getBoundingClientRect();
      const from = Math.max(0, wall?.top ?? 0);
      const to = Math.min(innerHeight, wall?.bottom ?? innerHeight);
      return bottom > from + 1 && top < to - 1 && right > 0 && left < innerWidth && bottom > top;
    };
    window.wallProbe = {
      look: () => {
        for (const video of newest.keys()) if (!video.isConnected) newest.delete(video);
        for (const video of document.querySelectorAll('video')) if (!newest.has(video)) follow(video);
      },
      pictures: () =>
        [...newest].flatMap(([video, shown]) => {
          const tile = tileOf(video);
          return tile && isInSight(tile) ? [{ tile: nameOf(tile), ...shown }] : [];
        }),
      visible: () =>
        [...document.querySelectorAll<HTMLElement>('[data-testid=tile]')].filter(isInSight).map((tile) => nameOf(tile)),
      longTasks: [],
      clickedAt: undefined,
      sharp: {},
    };
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.wallProbe.longTasks.push(duration);
    }).observe({ entryTypes: ['longtask'] });
    addEventListener('click', () => Object.assign(window.wallProbe, { clickedAt: performance.now(), sharp: {} }), {
      capture: true,
    });
    const lookAgain = () => {
      window.wallProbe.look();
      requestAnimationFrame(lookAgain);
    };
    requestAnimationFrame(lookAgain);
  });
}

export const pictures = (page: Page): Promise<{ now: number; shown: Shown[] }> =>
  page.evaluate(() => ({ now: performance.now(), shown: window.wallProbe.pictures() }));

export const visible = (page: Page): Promise<string[]> => page.evaluate(() => window.wallProbe.visible());

/** Bytes that the page's connections have received. */
export const receivedBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    let bytes = 0;
    for (const connection of window.openedPeerConnections) {
      if (connection.connectionState === 'closed') continue;
      for (const [, stats] of await connection.getStats()) {
        if (stats.type === 'transport') bytes += Number(stats.bytesReceived ?? 0);
      }
    }
    return bytes;
  });
