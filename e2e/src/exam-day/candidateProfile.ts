import type { DeviceId } from '@invigil/contract/ids';
import type { BrowserContext } from 'playwright-core';

declare global {
  interface Window {
    /** The tracks that this page was ever given; only a test's init script sets them. */
    givenTracks: { webcam: MediaStreamTrack[]; screen: MediaStreamTrack[] };
    /** What the next picker gives instead of the entire screen. */
    nextSurface: 'window' | 'browser' | undefined;
    /** Of each screen track that the page stopped: what it showed, and how long after it was given. Milliseconds. */
    stoppedScreens: { surface: string; afterMs: number }[];
    tellShown: (shown: string) => void;
  }
}

/** Makes the browser the device that was checked, and lets a test reach what the page captures. */
export async function preparePages(context: BrowserContext, deviceId?: DeviceId): Promise<void> {
  if (deviceId !== undefined) {
    await context.addInitScript((id) => {
      if (location.protocol.startsWith('http')) localStorage.setItem('invigil.deviceId', id);
    }, deviceId);
  }
  await context.addInitScript(() => {
    window.givenTracks = { webcam: [], screen: [] };
    window.stoppedScreens = [];
    const devices = navigator.mediaDevices;
    if (devices === undefined) return;
    const { getUserMedia, getDisplayMedia } = devices;
    devices.getUserMedia = async (constraints) => {
      const stream = await getUserMedia.call(devices, constraints);
      window.givenTracks.webcam.push(...stream.getVideoTracks());
      return stream;
    };
    devices.getDisplayMedia = async (options) => {
      const { nextSurface } = window;
      window.nextSurface = undefined;
      // The picker without a person gives what the page hints at, so the hint is what a person would have chosen.
      const video = { ...(options?.video as MediaTrackConstraints), displaySurface: nextSurface ?? 'monitor' };
      const stream = await getDisplayMedia.call(devices, { ...options, video });
      const given = performance.now();
      for (const track of stream.getVideoTracks()) {
        window.givenTracks.screen.push(track);
        const stop = track.stop.bind(track);
        track.stop = () => {
          stop();
          const surface = track.getSettings().displaySurface ?? nextSurface ?? 'monitor';
          window.stoppedScreens.push({ surface, afterMs: performance.now() - given });
        };
      }
      return stream;
    };
  });
}

/** Every text that the page showed as saved, from now on and over all pages of the context, the newest last. */
export async function watchShownAsSaved(context: BrowserContext): Promise<string[]> {
  const shown: string[] = [];
  await context.exposeBinding('tellShown', (_source, text: string) => {
    if (text !== shown.at(-1)) shown.push(text);
  });
  await context.addInitScript(() => {
    let last = '';
    setInterval(() => {
      const state = document.querySelector<HTMLElement>('[data-testid=save-state]')?.dataset.state;
      const text = document.querySelector('[data-testid=answer-text]')?.textContent ?? '';
      if (state !== 'saved' || text === last) return;
      last = text;
      window.tellShown(text);
    }, 40);
  });
  return shown;
}
