import { computed } from 'vue';
import { localeFor } from '../moments.ts';
import { useMe } from '../stores/me.ts';
import { hereZone, zoneName as nameOf } from '../timeZones.ts';
import { useAdminTexts } from './texts/useAdminTexts.ts';

/** The zone that the admin's pages tell times in: the account's own, else the browser's. */
export function useZone() {
  const store = useMe();
  const zone = computed(() => store.me?.timeZone ?? hereZone() ?? 'UTC');
  return { zone, zoneName: computed(() => nameOf(zone.value)) };
}

/** Days, times, sizes and spans as the page's language writes them, in the admin's zone. */
export function useAdminFormats() {
  const { language, tn, number } = useAdminTexts();
  const { zone, zoneName } = useZone();
  const locale = computed(() => localeFor(language.value, navigator.languages));

  const format = (instant: string, options: Intl.DateTimeFormatOptions, timeZone = zone.value) =>
    new Intl.DateTimeFormat(locale.value, { ...options, timeZone }).format(new Date(instant));

  function bytes(count: number): string {
    const units = ['byte', 'kilobyte', 'megabyte'] as const;
    // As file managers count, so that a limit of 20 MiB reads as 20.
    const step = count < 1_024 ? 0 : count < 1_024 ** 2 ? 1 : 2;
    return new Intl.NumberFormat(locale.value, {
      style: 'unit',
      unit: units[step],
      unitDisplay: 'short',
      maximumFractionDigits: step === 2 ? 1 : 0,
    }).format(count / 1_024 ** step);
  }

  return {
    zone,
    zoneName,
    number,
    bytes,
    day: (instant: string) => format(instant, { day: 'numeric', month: 'short', year: 'numeric' }),
    dayAndTime: (instant: string, timeZone?: string) =>
      format(
        instant,
        { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
        timeZone,
      ),
    weekdayAndTime: (instant: string) =>
      format(instant, {
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
      }),
    toTheSecond: (instant: string) =>
      format(instant, { dateStyle: 'medium', timeStyle: 'medium' } satisfies Intl.DateTimeFormatOptions),
    minutes: (count: number) => tn('form.minutes', count),
  };
}
