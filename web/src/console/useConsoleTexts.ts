import { cannedMessages } from '@invigil/contract/cannedMessages';
import type { MessageText } from '@invigil/contract/conversation';
import type { PersonId } from '@invigil/contract/ids';
import { useI18n } from 'vue-i18n';
import { useFormats } from '../composables/useFormats.ts';
import { withFrenchSpaces } from '../i18n/frenchSpaces.ts';
import { i18n } from '../i18n/i18n.ts';
import { useTexts } from '../i18n/useTexts.ts';
import { localeFor } from '../moments.ts';
import { type ConsoleKey, en } from './texts/en.ts';
import { fr } from './texts/fr.ts';
import type { InterventionEntry } from './timeline.ts';

// Texts of proctors come with the proctors' page, so that no candidate downloads them.
i18n.global.mergeLocaleMessage('en', { console: en });
i18n.global.mergeLocaleMessage('fr', { console: withFrenchSpaces(fr) });

/** What is said on the console, in the proctor's language and on the proctor's clock. */
export function useConsoleTexts() {
  const { t: ofKey } = useI18n({ useScope: 'global' });
  const { language, t: common, errorText } = useTexts();
  const { time, span, moment } = useFormats();
  const t = (key: ConsoleKey, values: Record<string, string | number> = {}) => ofKey(`console.${key}`, values);
  const number = (n: number) => new Intl.NumberFormat(localeFor(language.value, navigator.languages)).format(n);
  const tn = (key: ConsoleKey, n: number) => ofKey(`console.${key}`, { n: number(n) }, n);

  /** What was done, without who did it. */
  function didWords({ intervention }: InterventionEntry, nameOf: (personId: PersonId) => string): string {
    const { kind } = intervention;
    if (kind === 'timeAdded' || kind === 'snoozed') return tn(`did.${kind}`, intervention.facts.minutes);
    if (kind === 'viewRequested') return t(`did.viewRequested.${intervention.facts.view}`);
    return kind === 'handedOver' ? t('did.handedOver', { name: nameOf(intervention.facts.to) }) : t(`did.${kind}`);
  }

  const messageWords = (message: MessageText): string =>
    'canned' in message ? cannedMessages[message.canned].texts[language.value] : message.text;

  /** The ready-made reasons of an action, in the proctor's language. */
  function reasonsOf(action: keyof typeof en.reasons): string[] {
    return Object.keys(en.reasons[action]).map((key) => ofKey(`console.reasons.${action}.${key}`));
  }

  return { t, tn, number, time, span, moment, language, common, errorText, didWords, messageWords, reasonsOf };
}
