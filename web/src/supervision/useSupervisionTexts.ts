import { useI18n } from 'vue-i18n';
import { useFormats } from '../composables/useFormats.ts';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { localeFor } from '../moments.ts';
import { en, type SupervisionKey } from './texts/en.ts';
import { fr } from './texts/fr.ts';

// Texts of admins come with their pages, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { supervision: en });
i18n.global.mergeLocaleMessage('fr', { supervision: withFrenchSpaces(fr) });

/** What is said on the page of a supervisor. */
export function useSupervisionTexts() {
  const { t: ofKey } = useI18n({ useScope: 'global' });
  const { t: common, language } = useTexts();
  const { moment, time, span, period } = useFormats();
  const t = (key: SupervisionKey, values: Record<string, string | number> = {}) => ofKey(`supervision.${key}`, values);
  const number = (n: number) => new Intl.NumberFormat(localeFor(language.value, navigator.languages)).format(n);
  const tn = (key: SupervisionKey, n: number) => ofKey(`supervision.${key}`, { n: number(n) }, n);
  return { t, tn, number, moment, time, span, period, common };
}
