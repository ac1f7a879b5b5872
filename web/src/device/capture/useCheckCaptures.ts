import type { CheckedStep, DeviceCheckStep, StepOutcome } from '@invigil/contract/deviceCheckSteps';
import type { DeviceFault } from '@invigil/contract/deviceFaults';
import type { Source } from '@invigil/contract/sources';
import { onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import { CaptureError, captureMicrophone, captureScreen, captureWebcam } from '../../live/captures.ts';
import type { PictureSign } from '../pictureSigns.ts';
import { captureFaultHere } from './captureFault.ts';
import { useMediaDevices } from './mediaDevices.ts';
import { watchPicture } from './watchPicture.ts';
import { type SoundSign, watchSound } from './watchSound.ts';

type Tracks = Partial<Record<Source, MediaStreamTrack>>;
const stepOf = { webcam: 'webcam', microphone: 'microphone', screen: 'screen' } as const satisfies Record<
  Source,
  DeviceCheckStep
>;

/** Who was asked to say something and is not heard for so long has a microphone that does not work. */
const silenceMs = 12_000;

interface Parts {
  /** Captures of the page around: checked as they are, and not stopped here. */
  given: Tracks;
  /** A display beside the first makes the step fail instead of warn. */
  refusesSecondDisplay: boolean;
  shared: (source: Source, track: MediaStreamTrack | undefined) => void;
  /** A capture that worked is over: its device was unplugged, or sharing was stopped. */
  lost: (step: DeviceCheckStep) => void;
}

/** The webcam, the microphone and the screen of a check: captured, looked at, and said what is wrong with them. */
export function useCheckCaptures({ given, refusesSecondDisplay, shared, lost }: Parts) {
  const tracks = shallowReactive<Tracks>({});
  /** The person is being asked by Chrome. */
  const asking = shallowReactive<Partial<Record<Source, boolean>>>({});
  const sound = shallowRef<SoundSign>({ level: 0, heard: false });
  const chosen = shallowReactive<Partial<Record<Source, string>>>({});
  const { cameras, microphones, refresh } = useMediaDevices();
  const isExtended = ref(isExtendedNow());
  // Undefined on a page that is not secure, which a capture then says.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  let endSound: () => void = () => undefined;
  onScopeDispose(stopAll);

  async function webcam(signal: AbortSignal): Promise<CheckedStep | undefined> {
    return await capture(
      'webcam',
      signal,
      () => captureWebcam(devices, chosen.webcam),
      async (track) => {
        const sign = await pictureOf(track, signal);
        if (sign === undefined) return undefined;
        const { width = 0, height = 0 } = track.getSettings();
        const facts = [...labelOf(track), { name: 'picture', value: `${width} × ${height}` }];
        if (sign === 'moving') return found('webcam', 'passed', null, facts);
        return found('webcam', 'failed', sign === 'black' ? 'cameraBlack' : 'cameraFrozen', facts);
      },
    );
  }

  async function microphone(signal: AbortSignal): Promise<CheckedStep | undefined> {
    endSound();
    sound.value = { level: 0, heard: false };
    return await capture(
      'microphone',
      signal,
      () => captureMicrophone(devices, chosen.microphone),
      async (track) => {
        const heard = await soundOf(track, signal);
        return heard
          ? found('microphone', 'passed', null, labelOf(track))
          : found('microphone', 'failed', 'microphoneSilent', labelOf(track));
      },
    );
  }

  async function screen(signal: AbortSignal): Promise<CheckedStep | undefined> {
    return await capture(
      'screen',
      signal,
      () => captureScreen(devices),
      async (track) => {
        const { width = 0, height = 0 } = track.getSettings();
        const facts = [{ name: 'picture', value: `${width} × ${height}` }];
        isExtended.value = isExtendedNow();
        if (isExtended.value !== true) return found('screen', 'passed', null, facts);
        return found('screen', refusesSecondDisplay ? 'failed' : 'warned', 'screenExtended', facts);
      },
    );
  }

  /**
   * Captures, shares and judges one source; what was captured before it is stopped. It asks before its first await, in the
   * click itself: Chrome opens its picker only then.
   */
  async function capture(
    source: Source,
    signal: AbortSignal,
    ask: () => Promise<MediaStreamTrack>,
    judge: (track: MediaStreamTrack) => CheckedStep | Promise<CheckedStep | undefined>,
  ): Promise<CheckedStep | undefined> {
    asking[source] = true;
    // A device that hangs is opened anew only once nobody holds it; a screen is held until another one was chosen.
    if (source !== 'screen' && tracks[source] !== given[source]) tracks[source]?.stop();
    try {
      const track = given[source] ?? (await ask());
      asking[source] = false;
      if (signal.aborted) {
        if (track !== given[source]) track.stop();
        return undefined;
      }
      keep(source, track);
      void refresh();
      return await judge(track);
    } catch (fault) {
      asking[source] = false;
      if (!(fault instanceof CaptureError)) throw fault;
      stop(source);
      return found(stepOf[source], 'failed', captureFaultHere(fault.trouble), []);
    }
  }

  function keep(source: Source, track: MediaStreamTrack): void {
    stop(source);
    tracks[source] = track;
    track.addEventListener('ended', () => {
      if (tracks[source] !== track) return;
      stop(source);
      lost(stepOf[source]);
    });
    shared(source, track);
  }

  function stop(source: Source): void {
    const track = tracks[source];
    if (track === undefined) return;
    delete tracks[source];
    if (track !== given[source]) track.stop();
    shared(source, undefined);
  }

  function stopAll(): void {
    endSound();
    for (const source of Object.keys(tracks) as Source[]) stop(source);
  }

  /** Gives the captures away: they are not stopped here any more. */
  function release(): Tracks {
    endSound();
    const released = { ...tracks };
    for (const source of Object.keys(tracks) as Source[]) delete tracks[source];
    return released;
  }

  function soundOf(track: MediaStreamTrack, signal: AbortSignal): Promise<boolean> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(silenceMs)]);
    return new Promise((resolve) => {
      patience.addEventListener('abort', () => resolve(sound.value.heard));
      endSound = watchSound(track, (sign) => {
        sound.value = sign;
        if (sign.heard) resolve(true);
      });
    });
  }

  return {
    tracks,
    asking,
    sound,
    chosen,
    cameras,
    microphones,
    isExtended,
    probes: { webcam, microphone, screen },
    stopAll,
    release,
  };
}

/** Resolves as soon as it is clear; to nothing when the time is out before. */
function pictureOf(track: MediaStreamTrack, signal: AbortSignal): Promise<PictureSign | undefined> {
  return new Promise((resolve) => {
    const end = watchPicture(track, (sign) => {
      if (sign === 'unknown') return;
      end();
      resolve(sign);
    });
    signal.addEventListener('abort', () => {
      end();
      resolve(undefined);
    });
  });
}

function found(
  step: DeviceCheckStep,
  outcome: StepOutcome,
  fault: DeviceFault | null,
  facts: CheckedStep['facts'],
): CheckedStep {
  return { step, outcome, fault, facts };
}

/** Undefined in a browser that does not say. */
function isExtendedNow(): boolean | undefined {
  return (window.screen as Screen & { isExtended?: boolean }).isExtended;
}

function labelOf({ label }: MediaStreamTrack): CheckedStep['facts'] {
  return label === '' ? [] : [{ name: 'device', value: label.slice(0, 200) }];
}
