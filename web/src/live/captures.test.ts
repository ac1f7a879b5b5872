import { describe, expect, test } from 'vitest';
import { CaptureError, type CaptureTrouble, captureMicrophone, captureScreen, captureWebcam } from './captures.ts';

type Asked = { camera: MediaStreamConstraints[]; screen: DisplayMediaStreamOptions[] };

/** A browser whose person answers with these tracks, or with this refusal. */
function devicesThat(answer: { tracks?: MediaStreamTrack[]; refuse?: Error }) {
  const asked: Asked = { camera: [], screen: [] };
  const reply = async () => {
    if (answer.refuse !== undefined) throw answer.refuse;
    const tracks = answer.tracks ?? [];
    return { getTracks: () => tracks, getVideoTracks: () => tracks.filter(({ kind }) => kind === 'video') };
  };
  const devices = {
    getUserMedia: (constraints: MediaStreamConstraints) => {
      asked.camera.push(constraints);
      return reply();
    },
    getDisplayMedia: (options: DisplayMediaStreamOptions) => {
      asked.screen.push(options);
      return reply();
    },
  };
  return { devices: devices as unknown as MediaDevices, asked };
}

function trackOf(kind: string, displaySurface?: string) {
  const track = {
    kind,
    readyState: 'live',
    contentHint: '',
    getSettings: () => ({ displaySurface }),
    stop() {
      this.readyState = 'ended';
    },
  };
  return track as unknown as MediaStreamTrack;
}

function refusal(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

async function troubleOf(capturing: Promise<unknown>): Promise<CaptureTrouble | undefined> {
  const fault = await capturing.catch((error: unknown) => error);
  return fault instanceof CaptureError ? fault.trouble : undefined;
}

describe('capturing the screen', () => {
  test('the picker is asked for in the call itself, with the entire screen first and no tab of ours', () => {
    const { devices, asked } = devicesThat({ tracks: [trackOf('video', 'monitor')] });
    const capturing = captureScreen(devices);
    expect(asked.screen).toEqual([
      {
        video: { displaySurface: 'monitor', frameRate: 5 },
        audio: false,
        monitorTypeSurfaces: 'include',
        selfBrowserSurface: 'exclude',
        surfaceSwitching: 'exclude',
        systemAudio: 'exclude',
      },
    ]);
    return capturing;
  });

  test('an entire screen is shared, and its text is kept sharp', async () => {
    const track = trackOf('video', 'monitor');
    const { devices } = devicesThat({ tracks: [track] });
    expect(await captureScreen(devices)).toBe(track);
    expect(track.contentHint).toBe('detail');
    expect(track.readyState).toBe('live');
  });

  test.each(['window', 'browser', undefined])('a surface of kind %s is stopped at once', async (surface) => {
    const track = trackOf('video', surface);
    const { devices } = devicesThat({ tracks: [track] });
    expect(await captureScreen(devices).catch((fault: unknown) => fault)).toMatchObject({
      trouble: 'wrongSurface',
      surface: surface ?? 'other',
    });
    expect(track.readyState).toBe('ended');
  });

  test.each<[Error, CaptureTrouble]>([
    [refusal('NotAllowedError', 'Permission denied by user'), 'screenDenied'],
    [refusal('NotAllowedError', 'Permission denied by system'), 'screenBlockedBySystem'],
    [refusal('NotReadableError'), 'screenFailed'],
  ])('%s is told as %s', async (refuse, trouble) => {
    expect(await troubleOf(captureScreen(devicesThat({ refuse }).devices))).toBe(trouble);
  });

  test('sound that came along is stopped, not shared', async () => {
    const sound = trackOf('audio');
    await captureScreen(devicesThat({ tracks: [sound, trackOf('video', 'monitor')] }).devices);
    expect(sound.readyState).toBe('ended');
  });
});

describe('capturing the webcam', () => {
  test('the picture is asked for as the table says, without the microphone', async () => {
    const { devices, asked } = devicesThat({ tracks: [trackOf('video')] });
    await captureWebcam(devices);
    expect(asked.camera).toEqual([
      { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15 } } },
    ]);
  });

  test.each<[string, CaptureTrouble]>([
    ['NotAllowedError', 'cameraDenied'],
    ['NotFoundError', 'cameraMissing'],
    ['NotReadableError', 'cameraBusy'],
    ['TypeError', 'cameraFailed'],
  ])('%s is told as %s', async (name, trouble) => {
    expect(await troubleOf(captureWebcam(devicesThat({ refuse: refusal(name) }).devices))).toBe(trouble);
  });

  test('one camera among several is asked for by its id', async () => {
    const { devices, asked } = devicesThat({ tracks: [trackOf('video')] });
    await captureWebcam(devices, 'second');
    expect(asked.camera).toMatchObject([{ video: { deviceId: { exact: 'second' } } }]);
  });

  test('a microphone is asked for alone, and its refusal is its own', async () => {
    const track = trackOf('audio');
    const { devices, asked } = devicesThat({ tracks: [track] });
    expect(await captureMicrophone(devices)).toBe(track);
    expect(asked.camera).toEqual([{ audio: true, video: false }]);
    const refused = devicesThat({ refuse: refusal('NotAllowedError') }).devices;
    expect(await troubleOf(captureMicrophone(refused))).toBe('microphoneDenied');
  });

  test('a page that is not secure says so', async () => {
    expect(await troubleOf(captureWebcam(undefined))).toBe('insecurePage');
    expect(await troubleOf(captureScreen(undefined))).toBe('insecurePage');
  });
});
