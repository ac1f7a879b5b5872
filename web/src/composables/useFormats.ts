import { computed } from 'vue';
import { useTexts } from '../i18n/useTexts.ts';
import {
  dateOf,
  dayAndTimeOf,
  dayOf,
  daysBetween,
  localeFor,
  type MomentFormat,
  momentOf,
  spanOf,
  timeOf,
} from '../moments.ts';
import { useMe } from '../stores/me.ts';
import { hereZone, zoneName } from '../timeZones.ts';

/** Times and spans as sentences, in the page's language and the person's own time zone. */
export function useFormats() {
  const { t, language } = useTexts();
  const store = useMe();
  const timeZone = computed(() => store.me?.timeZone ?? hereZone());
  const format = computed<MomentFormat>(() => ({
    locale: localeFor(language.value, navigator.languages),
    timeZone: timeZone.value,
  }));
  const zone = computed(() => zoneName(timeZone.value ?? 'UTC'));

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

  return {
    /** The zone's name as people write it. */
    zone,
    period,
    openUntil,
    span: (ms: number) => spanOf(ms, language.value),
    time: (at: string | number) => timeOf(new Date(at), format.value),
    /** Day, month and year. */
    date: (at: string) => dateOf(new Date(at), format.value),
    /** Day, month, year and time. */
    moment: (at: string) => momentOf(new Date(at), format.value),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
