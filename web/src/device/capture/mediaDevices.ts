import { onScopeDispose, shallowRef } from 'vue';

/** One camera or microphone that can be chosen. */
export interface InputDevice {
  id: string;
  /** Empty until the browser may tell it. */
  label: string;
}

/** The cameras and microphones that are plugged in, kept up to date. Their names are told once a permission was given. */
export function useMediaDevices() {
  const cameras = shallowRef<readonly InputDevice[]>([]);
  const microphones = shallowRef<readonly InputDevice[]>([]);
  const devices = navigator.mediaDevices as MediaDevices | undefined;

  async function refresh(): Promise<void> {
    try {
      const found = (await devices?.enumerateDevices()) ?? [];
      cameras.value = chosenFrom(found, 'videoinput');
      microphones.value = chosenFrom(found, 'audioinput');
    } catch (fault) {
      console.warn('the browser does not tell its devices', fault);
    }
  }

  const look = () => void refresh();
  devices?.addEventListener('devicechange', look);
  onScopeDispose(() => devices?.removeEventListener('devicechange', look));
  return { cameras, microphones, refresh };
}

/** Windows lists its default and its communication device a second time each. */
function chosenFrom(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): InputDevice[] {
  return found
    .filter((one) => one.kind === kind && one.deviceId !== 'default' && one.deviceId !== 'communications')
    .map(({ deviceId, label }) => ({ id: deviceId, label }))
    .filter(({ id }) => id !== '');
}
