import type { DeviceCheckStep, StepOutcome } from '@invigil/contract/deviceCheckSteps';
import { failedOf, type StepState } from './checkRun.ts';

/** How a step stands, in one word of the page's. */
export type StepStanding = 'waiting' | 'yours' | 'running' | 'passedOver' | StepOutcome;

export function standingOf(state: StepState): StepStanding {
  if (state.phase !== 'done') return state.phase;
  if (state.passedOver) return 'passedOver';
  return state.result?.outcome ?? 'failed';
}

/**
 * The step that the page shows by itself: the one that is tried or needs the person now. The connection, measured beside
 * the steps after it, comes once nothing else does; at the end, what was left out.
 */
export function shownStep(
  steps: readonly DeviceCheckStep[],
  states: Readonly<Record<DeviceCheckStep, StepState>>,
): DeviceCheckStep {
  const needsLook = (step: DeviceCheckStep) => {
    const state = states[step];
    return state.phase === 'yours' || state.phase === 'running' || (failedOf(state) && !state.passedOver);
  };
  return (
    steps.find((step) => step !== 'connection' && needsLook(step)) ??
    (needsLook('connection') ? 'connection' : undefined) ??
    steps.find((step) => states[step].passedOver && steps.every((one) => states[one].phase === 'done')) ??
    steps.findLast((step) => states[step].phase === 'done') ??
    steps[0] ??
    'browser'
  );
}
