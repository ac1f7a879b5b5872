import type { DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import type { DeviceFault } from '@invigil/contract/deviceFaults';
import type { CheckPage } from './checkPage.ts';
import type { BrowserKind, DeviceStage } from './deviceStage.ts';

/** A state of the device check that can be brought about, to be looked at or photographed. */
export interface DeviceState {
  /** Of its own among all, such as `camera-denied`. */
  name: string;
  kind: BrowserKind;
  /** From a fresh, signed-in page into the state. What an earlier state of the same kind of browser did is undone here. */
  bring(check: CheckPage, stage: DeviceStage): Promise<void>;
}

/** A state in which a step says what is wrong. */
export interface FaultState extends DeviceState {
  step: DeviceCheckStep;
  fault: DeviceFault;
  /** Of a fault that only warns. */
  isWarning?: boolean;
  /** Takes the cause away and presses the step's button, after which it has passed. Missing where a test has no hands to. */
  mend?(check: CheckPage, stage: DeviceStage): Promise<void>;
}
