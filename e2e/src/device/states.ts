import { captureFaults } from './captureStates.ts';
import type { DeviceState, FaultState } from './deviceState.ts';
import { lineFaults } from './lineStates.ts';
import { deskFaults, ordinaryStates } from './pageStates.ts';

export const faultStates: readonly FaultState[] = [...captureFaults, ...deskFaults, ...lineFaults];

/** Every state of the device check by its name, for whoever wants to look at all of them. */
export const deviceStates: readonly DeviceState[] = [...ordinaryStates, ...faultStates];
