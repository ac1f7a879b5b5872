import { type Language, language } from '@invigil/contract/roles';
import { createI18n } from 'vue-i18n';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { withFrenchSpaces } from './frenchSpaces.ts';

const storageKey = 'invigil.language';

export const i18n = createI18n({
  legacy: false,
  locale: firstLanguage(),
  fallbackLocale: 'en',
  messages: { en, fr: withFrenchSpaces(fr) },
  // In French zero is singular, and three forms begin with the one for nothing at all.
  pluralRules: { fr: pluralForm((n) => n < 2), en: pluralForm((n) => n === 1) },
});

export function currentLanguage(): Language {
  return language.catch('en').parse(i18n.global.locale.value);
}

/** Shows the page in this language, and keeps it for the next visit of this browser. */
export function speak(chosen: Language): void {
  i18n.global.locale.value = chosen;
  document.documentElement.lang = chosen;
  withStorage((storage) => storage.setItem(storageKey, chosen));
}

function firstLanguage(): Language {
  const kept = language.safeParse(withStorage((storage) => storage.getItem(storageKey)));
  if (kept.success) return kept.data;
  const known = navigator.languages.map((tag) => language.safeParse(tag.slice(0, 2)));
  return known.find(({ success }) => success)?.data ?? 'en';
}

function pluralForm(isSingular: (n: number) => boolean) {
  return (n: number, forms: number): number => {
    const plural = isSingular(n) ? 0 : 1;
    if (forms < 3) return Math.min(plural, forms - 1);
    return n === 0 ? 0 : 1 + plural;
  };
}

/** A browser that keeps nothing for this site throws; then the choice lasts as long as the page. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
