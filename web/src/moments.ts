import type { Language } from '@invigil/contract/roles';

/** The person's own variety of the page's language, so that dates look as they do elsewhere on their machine. */
export function localeFor(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().startsWith(language)) ?? (language === 'fr' ? 'fr-FR' : 'en-GB');
}

export interface MomentFormat {
  locale: string;
  /** An IANA name; the browser's own when undefined. */
  timeZone?: string;
}

export function timeOf(instant: Date, { locale, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone }).format(instant);
}

export function dayOf(instant: Date, { locale, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone }).format(instant);
}

export function dayAndTimeOf(instant: Date, { locale, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(instant);
}

export function dateOf(instant: Date, { locale, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(instant);
}

/** A moment that may be long ago: with its year. */
export function momentOf(instant: Date, { locale, timeZone }: MomentFormat): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(instant);
}

/** How many calendar days lie between two instants in the person's time zone. */
export function daysBetween(from: Date, to: Date, { timeZone }: MomentFormat): number {
  const midnight = (instant: Date) => {
    const parts = new Intl.DateTimeFormat('en-CA', { timeZone }).format(instant);
    return Date.parse(`${parts}T00:00:00Z`);
  };
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** A span in its two largest units, such as `2 h 05 min`, `12 min` or `45 s`. */
export function spanOf(ms: number, language: Language): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  const noBreak = '\u00a0';
  const words = (...parts: (string | number)[]) => parts.join(noBreak);
  if (seconds < 60) return words(seconds, 's');
  const minutes = Math.ceil(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return words(days, language === 'fr' ? 'j' : 'd', hours % 24, 'h');
  if (hours === 0) return words(minutes, 'min');
  return minutes % 60 === 0 ? words(hours, 'h') : words(hours, 'h', String(minutes % 60).padStart(2, '0'), 'min');
}
