import { sourceProfiles } from '@invigil/contract/sources';

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
] as const;
export type CaptureTrouble = (typeof captureTroubles)[number];

export class CaptureError extends Error {
  readonly trouble: CaptureTrouble;

  constructor(trouble: CaptureTrouble, options?: ErrorOptions) {
    super(trouble, options);
    this.name = 'CaptureError';
    this.trouble = trouble;
  }
}

/** The part of `navigator.mediaDevices` that is used; it is undefined on a page that is not secure. */
export type CaptureDevices = Pick<MediaDevices, 'getUserMedia' | 'getDisplayMedia'> | undefined;

/** Chrome's picker options that TypeScript's DOM library does not know yet. */
interface ScreenRequest extends DisplayMediaStreamOptions {
  monitorTypeSurfaces: 'include';
  selfBrowserSurface: 'exclude';
  surfaceSwitching: 'exclude';
  systemAudio: 'exclude';
}

/** The webcam's picture. Throws a CaptureError. */
export async function captureWebcam(devices: CaptureDevices): Promise<MediaStreamTrack> {
  if (devices === undefined) throw new CaptureError('insecurePage');
  const { capture, contentHint } = sourceProfiles.webcam;
  const { width, height, frameRate } = capture;
  const stream = await devices
    .getUserMedia({
      audio: false,
      video: { width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: frameRate } },
    })
    .catch((fault: unknown) => {
      throw new CaptureError(cameraTrouble(fault), { cause: fault });
    });
  return onlyVideo(stream, contentHint, 'cameraFailed');
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
  const track = onlyVideo(stream, contentHint, 'screenFailed');
  if (track.getSettings().displaySurface !== 'monitor') {
    track.stop();
    throw new CaptureError('wrongSurface');
  }
  return track;
}

function onlyVideo(stream: MediaStream, contentHint: string, missing: CaptureTrouble): MediaStreamTrack {
  const [track] = stream.getVideoTracks();
  for (const other of stream.getTracks()) {
    if (other !== track) other.stop();
  }
  if (track === undefined) throw new CaptureError(missing);
  track.contentHint = contentHint;
  return track;
}

function cameraTrouble(fault: unknown): CaptureTrouble {
  switch (nameOf(fault)) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'cameraDenied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'cameraMissing';
    case 'NotReadableError':
    case 'AbortError':
      return 'cameraBusy';
    default:
      return 'cameraFailed';
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
