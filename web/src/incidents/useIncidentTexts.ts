import type { Incident } from '@invigil/contract/incidents';
import { useI18n } from 'vue-i18n';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { daysBetween, localeFor, spanOf } from '../moments.ts';
import { useMe } from '../stores/me.ts';
import { hereZone } from '../timeZones.ts';
import { incidentWords, isLasting } from './incidentWords.ts';
import { en, type IncidentKey } from './texts/en.ts';
import { fr } from './texts/fr.ts';

// Texts of proctors come with the proctors' page, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { incidents: en });
i18n.global.mergeLocaleMessage('fr', { incidents: withFrenchSpaces(fr) });

/** Incidents and what is said around them, in the page's language and on the proctor's own clock. */
export function useIncidentTexts() {
  const { t: ofKey } = useI18n({ useScope: 'global' });
  const { language, t: common } = useTexts();
  const store = useMe();
  const t = (key: IncidentKey, values: Record<string, string | number> = {}) => ofKey(`incidents.${key}`, values);
  const tn = (key: IncidentKey, n: number) => ofKey(`incidents.${key}`, { n: inDigits(n) }, n);
  const locale = () => localeFor(language.value, navigator.languages);
  const inDigits = (n: number) => new Intl.NumberFormat(locale()).format(n);
  const span = (ms: number) => spanOf(ms, language.value);

  /** When it began, to the second; of another day than `now` with that day. Both in ms of the server clock. */
  function timeOf(at: number, now: number): string {
    const timeZone = store.me?.timeZone ?? hereZone();
    const isToday = daysBetween(new Date(at), new Date(now), { locale: locale(), timeZone }) === 0;
    const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
    const time = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
    return new Intl.DateTimeFormat(locale(), { ...day, ...time, timeZone }).format(new Date(at));
  }

  /** How long it took, or that it is not over; nothing of what happens in an instant. */
  function lengthOf({ kind, beganAt, endedAt }: Incident): string | undefined {
    if (!isLasting(kind)) return undefined;
    return endedAt === null ? t('running') : t('lasted', { span: span(endedAt - beganAt) });
  }

  const wordsOf = (incident: Incident) => incidentWords(incident, { t, tn, span });
  return { t, tn, number: inDigits, common, timeOf, lengthOf, wordsOf };
}
