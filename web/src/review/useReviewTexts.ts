import { useI18n } from 'vue-i18n';
import { useFormats } from '../composables/useFormats.ts';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { localeFor } from '../moments.ts';
import { en, type ReviewKey } from './texts/en.ts';
import { fr } from './texts/fr.ts';

// Texts of the team come with the team's pages, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { review: en });
i18n.global.mergeLocaleMessage('fr', { review: withFrenchSpaces(fr) });

/** What is said in the files of sittings. */
export function useReviewTexts() {
  const { t: ofKey } = useI18n({ useScope: 'global' });
  const { t: common, language, errorText } = useTexts();
  const { moment, time, span } = useFormats();
  const t = (key: ReviewKey, values: Record<string, string | number> = {}) => ofKey(`review.${key}`, values);
  const number = (n: number) => new Intl.NumberFormat(localeFor(language.value, navigator.languages)).format(n);
  const tn = (key: ReviewKey, n: number) => ofKey(`review.${key}`, { n: number(n) }, n);
  return { t, tn, number, moment, time, span, common, errorText };
}
