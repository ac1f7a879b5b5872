import type { IncidentKind } from '@invigil/contract/incidentKinds';

/** The kinds that take a while and end; of the others only the moment counts. */
export const lasting: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'shareStopped',
  'cameraBlack',
  'cameraFrozen',
  'cameraUnplugged',
  'microphoneLost',
  'tabHidden',
  'focusLost',
  'fullscreenLeft',
  'secondDisplay',
  'offline',
  'streamLost',
]);
