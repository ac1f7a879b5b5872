import type { DeviceFault } from '@invigil/contract/deviceFaults';
import type { CaptureTrouble } from '../../live/captures.ts';

const faults: Readonly<Record<CaptureTrouble, DeviceFault>> = {
  insecurePage: 'browserUnsupported',
  unsupportedBrowser: 'browserUnsupported',
  cameraDenied: 'cameraDenied',
  cameraMissing: 'cameraNotFound',
  cameraBusy: 'cameraBusy',
  cameraFailed: 'cameraBusy',
  cameraEnded: 'cameraNotFound',
  microphoneDenied: 'microphoneDenied',
  microphoneMissing: 'microphoneNotFound',
  // A microphone that another program holds alone brings no sound; the texts of silence lead to another one.
  microphoneBusy: 'microphoneSilent',
  microphoneFailed: 'microphoneSilent',
  microphoneEnded: 'microphoneNotFound',
  screenDenied: 'screenDenied',
  screenBlockedBySystem: 'osScreenPermission',
  screenFailed: 'screenDenied',
  screenEnded: 'screenDenied',
  wrongSurface: 'surfaceNotMonitor',
};

const features = { camera: 'camera', microphone: 'microphone', screen: 'display-capture' } as const;

/** What the page may use at all, which a frame around it or a rule of its server can take away. */
interface PermissionsPolicy {
  allowsFeature: (feature: string) => boolean;
}

interface Where {
  /** `document.permissionsPolicy` or its older name; undefined in a browser without. */
  policy: PermissionsPolicy | undefined;
  isMac: boolean;
}

/** The code that tells a person why a capture did not work. */
export function captureFault(trouble: CaptureTrouble, { policy, isMac }: Where): DeviceFault {
  if (trouble === 'cameraDenied' && policy?.allowsFeature(features.camera) === false) return 'permissionPolicy';
  if (trouble === 'microphoneDenied' && policy?.allowsFeature(features.microphone) === false) return 'permissionPolicy';
  if (trouble === 'screenDenied' && policy?.allowsFeature(features.screen) === false) return 'permissionPolicy';
  // A Mac that does not let Chrome record fails without a word about permissions.
  if (trouble === 'screenFailed' && isMac) return 'osScreenPermission';
  return faults[trouble];
}

export function captureFaultHere(trouble: CaptureTrouble): DeviceFault {
  const { permissionsPolicy, featurePolicy } = document as Document & {
    permissionsPolicy?: PermissionsPolicy;
    featurePolicy?: PermissionsPolicy;
  };
  return captureFault(trouble, {
    policy: permissionsPolicy ?? featurePolicy,
    isMac: /mac/i.test(navigator.platform),
  });
}
