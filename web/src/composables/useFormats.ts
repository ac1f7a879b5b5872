import { computed } from 'vue';
import { useTexts } from '../i18n/useTexts.ts';
import { dayAndTimeOf, dayOf, daysBetween, localeFor, type MomentFormat, spanOf, timeOf } from '../moments.ts';

/** Times and spans as sentences, in the page's language and the person's own time zone. */
export function useFormats() {
  const { t, language } = useTexts();
  const format = computed<MomentFormat>(() => ({ locale: localeFor(language.value, navigator.languages) }));
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone.replaceAll('_', ' ');

  function period(opensAt: string, closesAt: string, now: number): string {
    const [from, to] = [new Date(opensAt), new Date(closesAt)];
    if (daysBetween(from, to, format.value) !== 0) {
      return t('sittings.window', { from: dayAndTimeOf(from, format.value), to: dayAndTimeOf(to, format.value) });
    }
    const away = daysBetween(new Date(now), from, format.value);
    const day =
      away === 0 ? t('sittings.today') : away === 1 ? t('sittings.tomorrow') : capital(dayOf(from, format.value));
    return t('sittings.sameDay', { day, from: timeOf(from, format.value), to: timeOf(to, format.value) });
  }

  /** Until when an exam is open, as a sentence. */
  function openUntil(closesAt: string, now: number): string {
    const at = new Date(closesAt);
    return daysBetween(new Date(now), at, format.value) === 0
      ? t('sitting.untilTime', { time: timeOf(at, format.value) })
      : t('sitting.untilDay', { time: dayAndTimeOf(at, format.value) });
  }

  return { zone, period, openUntil, span: (ms: number) => spanOf(ms, language.value) };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
