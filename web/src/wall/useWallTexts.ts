import { useI18n } from 'vue-i18n';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { spanOf } from '../moments.ts';
import { en, type WallKey } from './texts/en.ts';
import { fr } from './texts/fr.ts';

// Texts of proctors come with the proctors' page, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { wall: en });
i18n.global.mergeLocaleMessage('fr', { wall: withFrenchSpaces(fr) });

/** The texts of the wall, in the page's language. */
export function useWallTexts() {
  const { t: ofKey } = useI18n({ useScope: 'global' });
  const { language, t: common } = useTexts();
  const t = (key: WallKey, values: Record<string, string | number> = {}) => ofKey(`wall.${key}`, values);
  const tn = (key: WallKey, n: number, values: Record<string, string | number> = {}) =>
    ofKey(`wall.${key}`, { n, ...values }, n);
  /** Milliseconds in their largest units. */
  const span = (ms: number) => spanOf(ms, language.value);
  const list = (names: readonly string[]) => new Intl.ListFormat(language.value).format(names);
  return { t, tn, span, list, common };
}
