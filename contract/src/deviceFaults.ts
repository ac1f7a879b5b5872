import { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** What can be wrong with a device or its line, as the page that checks it finds out. Their texts are those of errors. */
export const deviceFaults = [
  'screenDenied',
  'surfaceNotMonitor',
  'osScreenPermission',
  'screenExtended',
  'cameraDenied',
  'cameraNotFound',
  'cameraBusy',
  'cameraBlack',
  'cameraFrozen',
  'microphoneDenied',
  'microphoneNotFound',
  'microphoneSilent',
  'permissionPolicy',
  'iceFailed',
  'udpBlocked',
  'socketBlocked',
  'connectionSlow',
  'connectionCut',
  'documentNotShown',
  'storageRefused',
  'autosaveSlow',
  'checkTimedOut',
  'notSeenByServer',
  'browserUnsupported',
  'browserTooOld',
] as const satisfies readonly ErrorCode[];
export const deviceFault = z.enum(deviceFaults);
export type DeviceFault = z.infer<typeof deviceFault>;
