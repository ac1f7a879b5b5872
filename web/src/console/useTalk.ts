import type { ErrorBody } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { errorBodyOf } from '../i18n/errorText.ts';
import { CaptureError, type CaptureTrouble, captureMicrophone } from '../live/captures.ts';
import { Voice } from '../live/voice.ts';
import type { Watching } from '../live/watching.ts';

/** `idle` before the first press; `ready` while the line is open and silent. */
export type TalkState = 'idle' | 'asking' | 'opening' | 'ready' | 'speaking';

interface Parts {
  watching: () => Watching | undefined;
  sittingId: () => SittingId;
}

/** Talking to a candidate while something is pressed. The microphone is asked for in the first press and is let go with the page. */
export function useTalk({ watching, sittingId }: Parts) {
  const state = ref<TalkState>('idle');
  const error = shallowRef<ErrorBody>();
  const trouble = ref<CaptureTrouble>();
  let track: MediaStreamTrack | undefined;
  let voice: Voice | undefined;
  let opening: Promise<void> | undefined;
  let pressed = false;
  let left = false;
  let endHearing = () => undefined as unknown;

  async function press(): Promise<void> {
    if (pressed) return;
    pressed = true;
    error.value = undefined;
    trouble.value = undefined;
    try {
      if (track === undefined || track.readyState === 'ended') {
        state.value = 'asking';
        track = await captureMicrophone(navigator.mediaDevices);
        track.enabled = false;
      }
      if (left) return stop();
      opening ??= open(track).finally(() => {
        opening = undefined;
      });
      await opening;
      await settle();
    } catch (fault) {
      pressed = false;
      state.value = 'idle';
      if (fault instanceof CaptureError) trouble.value = fault.trouble;
      else error.value = errorBodyOf(fault);
    }
  }

  async function release(): Promise<void> {
    pressed = false;
    if (state.value === 'speaking') await settle();
  }

  async function open(microphone: MediaStreamTrack): Promise<void> {
    const live = watching();
    const place = live?.place.value;
    if (voice !== undefined || live === undefined || place === undefined) return;
    state.value = 'opening';
    const about = sittingId();
    const hiccup = (fault: unknown) => console.warn('tried again by itself', fault);
    const opened = await Voice.open({ call: live.call, ...place, sittingId: about, track: microphone, hiccup });
    // Somebody else is looked at since: the line leads to the wrong candidate.
    if (left || about !== sittingId()) return opened.close();
    voice = opened;
    endHearing = live.onSpeakerClosed((transportId) => {
      if (transportId === voice?.transportId) hangUp(true);
    });
  }

  async function settle(): Promise<void> {
    state.value = voice === undefined ? 'idle' : pressed ? 'speaking' : 'ready';
    await voice?.speak(pressed);
  }

  /** @param isGone whether the other side has ended it already. */
  function hangUp(isGone = false): void {
    endHearing();
    voice?.close(isGone);
    voice = undefined;
    pressed = false;
    if (state.value !== 'asking') state.value = 'idle';
  }

  function stop(): void {
    hangUp();
    track?.stop();
    track = undefined;
  }

  watch(sittingId, () => hangUp());
  // A new presence has other transports: the next press opens a line there.
  watch(
    () => watching()?.place.value,
    () => hangUp(true),
  );
  onScopeDispose(() => {
    left = true;
    stop();
  });
  return { state, error, trouble, press, release };
}
