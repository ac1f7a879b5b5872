import type { SittingId } from '@invigil/contract/ids';
import type { Source } from '@invigil/contract/sources';
import { onScopeDispose, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { Sharing } from '../live/sharing.ts';
import { useSitting } from '../stores/sitting.ts';
import { ShareWatch } from './detectors/shareWatch.ts';
import type { Tells } from './incidents/incidentReporter.ts';

/** The shares of a sitting's page, and what is told of them. */
export function useShares(sittingId: SittingId, tells: Tells) {
  const sitting = useSitting();
  const sharing = shallowRef<Sharing>();
  const told = new ShareWatch(tells);
  /** Shared because the candidate wanted to speak, and not because the exam asks for it. */
  const ownWish = new Set<Source>();
  sitting.reset();

  const tell = (fault: unknown) => {
    sitting.error = errorBodyOf(fault);
  };
  const hiccup = (fault: unknown) => console.warn('tried again by itself', fault);

  function open(): void {
    sharing.value ??= new Sharing({
      getToken: () => api.call('sittingJoinToken', { params: { sittingId } }),
      devices: navigator.mediaDevices,
      sitting,
      failed: (_source, fault) => told.failed(fault),
      ended: (source) => void (ownWish.delete(source) ? undefined : told.ended(source)),
      refused: tell,
      hiccup,
    });
  }

  function close(): void {
    sharing.value?.close();
    sharing.value = undefined;
  }

  function reopen(): void {
    close();
    open();
  }

  /** Called in the click itself: Chrome opens its picker only then. */
  function share(source: Source): void {
    sharing.value?.share(source).catch(tell);
  }

  function activate(sources: readonly Source[]): void {
    // A line that the server ended takes no share any more; a new one may.
    if (sitting.line === 'ended') reopen();
    sharing.value?.shareMissing(sources).catch(tell);
  }

  function stop(source: Source): void {
    sharing.value?.stop(source);
    told.stopped(source);
  }

  /** The microphone, to answer a proctor by voice. Called in the click itself. */
  function speak(): void {
    ownWish.add('microphone');
    share('microphone');
  }

  /** Ends that; nothing is told of it, because nothing asked for it. */
  function hush(): void {
    if (ownWish.delete('microphone')) sharing.value?.stop('microphone');
  }

  /** What was captured already, as by a check of the device. */
  function adopt(tracks: Partial<Record<Source, MediaStreamTrack>>): void {
    for (const [source, track] of Object.entries(tracks)) sharing.value?.adopt(source as Source, track);
  }

  function switchCamera(cameraId: string): void {
    sharing.value?.switchCamera(cameraId).catch(tell);
  }

  /** The webcam and the microphone come back without a click where Chrome was allowed to use them before. */
  async function bringBack(sources: readonly Source[]): Promise<void> {
    for (const [source, name] of [
      ['webcam', 'camera'],
      ['microphone', 'microphone'],
    ] as const) {
      if (!sources.includes(source) || sitting.tracks.has(source)) continue;
      const permission = await navigator.permissions.query({ name });
      if (permission.state === 'granted') share(source);
    }
  }

  const endWatch = watch(
    () => [...sitting.tracks.keys()],
    (sources) => {
      for (const source of sources) told.shared(source);
    },
  );

  onScopeDispose(() => {
    endWatch();
    close();
    told.close();
  });

  return {
    open,
    close,
    reopen,
    share,
    activate,
    stop,
    speak,
    hush,
    adopt,
    switchCamera,
    bringBack: (sources: readonly Source[]) => void bringBack(sources).catch(hiccup),
  };
}
