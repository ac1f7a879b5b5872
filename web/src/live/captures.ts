import type { SharedSurface } from '@invigil/contract/incidentKinds';
import { type Source, sourceProfiles } from '@invigil/contract/sources';

/** What can go wrong while capturing; each has its cause and its fix in the texts under `trouble`. */
export const captureTroubles = [
  'insecurePage',
  'unsupportedBrowser',
  'cameraDenied',
  'cameraMissing',
  'cameraBusy',
  'cameraFailed',
  'cameraEnded',
  'screenDenied',
  'screenBlockedBySystem',
  'screenFailed',
  'screenEnded',
  'wrongSurface',
  'microphoneDenied',
  'microphoneMissing',
  'microphoneBusy',
  'microphoneFailed',
  'microphoneEnded',
] as const;
export type CaptureTrouble = (typeof captureTroubles)[number];

export class CaptureError extends Error {
  readonly trouble: CaptureTrouble;
  /** What was shared instead of the entire screen; only of a wrong surface. */
  readonly surface: SharedSurface | undefined;

  constructor(trouble: CaptureTrouble, options?: ErrorOptions & { surface?: SharedSurface }) {
    super(trouble, options);
    this.name = 'CaptureError';
    this.trouble = trouble;
    this.surface = options?.surface;
  }
}

/** What is said when a source stopped by itself. */
export const endedTroubles: Readonly<Record<Source, CaptureTrouble>> = {
  webcam: 'cameraEnded',
  microphone: 'microphoneEnded',
  screen: 'screenEnded',
};

/** The part of `navigator.mediaDevices` that is used; it is undefined on a page that is not secure. */
export type CaptureDevices = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'> | undefined;

/** Chrome's picker options that TypeScript's DOM library does not know yet. */
interface ScreenRequest extends DisplayMediaStreamOptions {
  monitorTypeSurfaces: 'include';
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'exclude';
  systemAudio: 'exclude';
}

/**
 * The webcam's picture. Throws a CaptureError.
 * @param cameraId of one camera among several; the browser's own choice when undefined.
 */
export async function captureWebcam(devices: CaptureDevices, cameraId?: string): Promise<MediaStreamTrack> {
  if (devices === undefined) throw new CaptureError('insecurePage');
  const { capture, contentHint } = sourceProfiles.webcam;
  const { width, height, frameRate } = capture;
  const stream = await devices
    .getUserMedia({
      audio: false,
      video: {
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: frameRate },
        ...(cameraId === undefined ? {} : { deviceId: { exact: cameraId } }),
      },
    })
    .catch((fault: unknown) => {
      throw new CaptureError(deviceTrouble('camera', fault), { cause: fault });
    });
  return only('video', stream, contentHint, 'cameraFailed');
}

/**
 * The microphone's sound. Throws a CaptureError.
 * @param microphoneId of one microphone among several; the browser's own choice when undefined.
 */
export async function captureMicrophone(devices: CaptureDevices, microphoneId?: string): Promise<MediaStreamTrack> {
  if (devices === undefined) throw new CaptureError('insecurePage');
  const audio = microphoneId === undefined || { deviceId: { exact: microphoneId } };
  const stream = await devices.getUserMedia({ audio, video: false }).catch((fault: unknown) => {
    throw new CaptureError(deviceTrouble('microphone', fault), { cause: fault });
  });
  return only('audio', stream, sourceProfiles.microphone.contentHint, 'microphoneFailed');
}

/**
 * The entire screen, or nothing: a tab or a window is stopped at once. It must be called in the click handler itself,
 * before any await, because Chrome opens its picker only on a fresh click. Throws a CaptureError.
 */
export async function captureScreen(devices: CaptureDevices): Promise<MediaStreamTrack> {
  if (devices === undefined) throw new CaptureError('insecurePage');
  if (typeof devices.getDisplayMedia !== 'function') throw new CaptureError('unsupportedBrowser');
  const { capture, contentHint } = sourceProfiles.screen;
  const request: ScreenRequest = {
    video: { displaySurface: 'monitor', frameRate: capture.frameRate },
    audio: false,
    monitorTypeSurfaces: 'include',
    selfBrowserSurface: 'exclude',
    surfaceSwitching: 'exclude',
    systemAudio: 'exclude',
  };
  const stream = await devices.getDisplayMedia(request).catch((fault: unknown) => {
    throw new CaptureError(screenTrouble(fault), { cause: fault });
  });
  const track = only('video', stream, contentHint, 'screenFailed');
  const surface = surfaceOf(track);
  if (surface !== 'monitor') {
    track.stop();
    throw new CaptureError('wrongSurface', { surface });
  }
  return track;
}

/** What the track of a shared screen shows, as the browser names it. */
export function surfaceOf(track: MediaStreamTrack): SharedSurface {
  const { displaySurface } = track.getSettings();
  return displaySurface === 'monitor' || displaySurface === 'window' || displaySurface === 'browser'
    ? displaySurface
    : 'other';
}

function only(
  kind: 'audio' | 'video',
  stream: MediaStream,
  contentHint: string,
  missing: CaptureTrouble,
): MediaStreamTrack {
  const track = stream.getTracks().find((one) => one.kind === kind);
  for (const other of stream.getTracks()) {
    if (other !== track) other.stop();
  }
  if (track === undefined) throw new CaptureError(missing);
  track.contentHint = contentHint;
  return track;
}

function deviceTrouble<D extends 'camera' | 'microphone'>(device: D, fault: unknown) {
  switch (nameOf(fault)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return `${device}Denied` as const;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return `${device}Missing` as const;
    case 'NotReadableError':
    case 'AbortError':
      return `${device}Busy` as const;
    default:
      return `${device}Failed` as const;
  }
}

function screenTrouble(fault: unknown): CaptureTrouble {
  if (nameOf(fault) !== 'NotAllowedError') return 'screenFailed';
  // Chrome tells a refusal by macOS or Wayland from one by the person only in the message.
  return fault instanceof Error && /by (the )?(system|user agent)/i.test(fault.message)
    ? 'screenBlockedBySystem'
    : 'screenDenied';
}

function nameOf(fault: unknown): string {
  return fault instanceof Error ? fault.name : '';
}
