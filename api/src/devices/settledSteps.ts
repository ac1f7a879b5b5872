import { type CheckedStep, type DeviceCheckStep, deviceCheckSteps } from '@invigil/contract/deviceCheckSteps';
import type { Source } from '@invigil/contract/sources';

/** What the server saw of a check by itself. */
export interface SeenOfCheck {
  /** Sources whose media arrived. */
  sources: ReadonlySet<Source>;
  /** Whether what was typed was ever saved. */
  textSaved: boolean;
}

/**
 * The steps of a page, each once and in their order, with what the server did not see itself as failed. The microphone is
 * the page's to judge: silence arrives like a voice does.
 */
export function settledSteps(told: readonly CheckedStep[], seen: SeenOfCheck): CheckedStep[] {
  const wasSeen: Partial<Record<DeviceCheckStep, boolean>> = {
    webcam: seen.sources.has('webcam'),
    screen: seen.sources.has('screen'),
    writing: seen.textSaved,
  };
  return deviceCheckSteps.map((step) => {
    const found = told.find((one) => one.step === step);
    if (!found) return { step, outcome: 'skipped', fault: null, facts: [] };
    if (!works(found) || wasSeen[step] !== false) return found;
    return { ...found, outcome: 'failed', fault: 'notSeenByServer' };
  });
}

/** Whether every step that must work does. */
export function isPassed(steps: readonly CheckedStep[], required: ReadonlySet<DeviceCheckStep>): boolean {
  return steps.every((step) => !required.has(step.step) || works(step));
}

const works = ({ outcome }: CheckedStep): boolean => outcome === 'passed' || outcome === 'warned';
