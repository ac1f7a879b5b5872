import type { ErrorBody } from '@invigil/contract/errors';
import { errorTexts } from '@invigil/contract/errorTexts';
import type { Language } from '@invigil/contract/roles';
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import type { MessageKey } from './en.ts';
import { fillErrorText } from './errorText.ts';
import { currentLanguage } from './i18n.ts';

/** The page's texts, with keys that the compiler checks. */
export function useTexts() {
  const { t } = useI18n({ useScope: 'global' });
  return {
    t: (key: MessageKey, values: Record<string, string | number> = {}) => t(key, values),
    /** The form of a text for a number, which is `{n}` in it. */
    tn: (key: MessageKey, n: number) => t(key, { n }, n),
    language: computed<Language>(currentLanguage),
    errorText: (body: ErrorBody) => fillErrorText(errorTexts[body.code][currentLanguage()], body, currentLanguage()),
  };
}
