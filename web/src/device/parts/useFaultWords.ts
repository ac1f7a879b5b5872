import type { CheckedStep } from '@invigil/contract/deviceCheckSteps';
import type { ErrorText } from '@invigil/contract/errorTexts/textsOf';
import { useTexts } from '../../i18n/useTexts.ts';

/** These texts speak of what does not work; where it works and could be better, the page says it more calmly. */
const calmer = ['connectionSlow', 'connectionCut', 'autosaveSlow', 'checkTimedOut', 'screenExtended'] as const;

/** The cause and the fix of what a step found. */
export function useFaultWords() {
  const { t, errorText } = useTexts();
  return ({ fault, outcome }: CheckedStep): ErrorText | undefined => {
    if (fault === null) return undefined;
    const calm = outcome === 'warned' ? calmer.find((one) => one === fault) : undefined;
    if (calm === undefined) return errorText({ code: fault });
    return { cause: t(`device.warned.${calm}.cause`), fix: t(`device.warned.${calm}.fix`) };
  };
}
