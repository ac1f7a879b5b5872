import { useI18n } from 'vue-i18n';
import { withFrenchSpaces } from '../../i18n/frenchSpaces.ts';
import { i18n } from '../../i18n/i18n.ts';
import { useTexts } from '../../i18n/useTexts.ts';
import { localeFor } from '../../moments.ts';
import { en } from './en.ts';
import { fr } from './fr.ts';

// The admin's texts come with the admin's pages, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { admin: en });
i18n.global.mergeLocaleMessage('fr', { admin: withFrenchSpaces(fr) });

/** Every key of the admin's texts as a path, such as `people.title`. */
export type AdminKey = PathsOf<typeof en>;
type PathsOf<T> = {
  [K in keyof T & string]: T[K] extends string ? K : `${K}.${PathsOf<T[K]>}`;
}[keyof T & string];

/** The texts of the admin's pages beside those of every page (`common`). */
export function useAdminTexts() {
  const { t } = useI18n({ useScope: 'global' });
  const { t: common, language, errorText } = useTexts();
  const number = (n: number) => new Intl.NumberFormat(localeFor(language.value, navigator.languages)).format(n);
  return {
    t: (key: AdminKey, values: Record<string, string | number> = {}) => t(`admin.${key}`, values),
    /** The form of a text for a number, which is `{n}` in it, written as the language writes thousands. */
    tn: (key: AdminKey, n: number, values: Record<string, string | number> = {}) =>
      t(`admin.${key}`, { ...values, n: number(n) }, n),
    number,
    common,
    language,
    errorText,
  };
}
