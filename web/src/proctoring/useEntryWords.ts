import { cannedMessages } from '@invigil/contract/cannedMessages';
import type { ConversationEntry, MessageText } from '@invigil/contract/conversation';
import { useFormats } from '../composables/useFormats.ts';
import { frenchSpaces } from '../i18n/frenchSpaces.ts';
import { useTexts } from '../i18n/useTexts.ts';
import type { InterventionEntry } from './timeline.ts';

/** What lies between a candidate and the proctors, in the page's language. */
export function useEntryWords() {
  const { t, language } = useTexts();
  const { time, span } = useFormats();

  /** A canned message in the reader's own language; what somebody wrote as they wrote it. */
  function messageOf(message: MessageText): string {
    if ('text' in message) return message.text;
    const text = cannedMessages[message.canned].texts[language.value];
    return language.value === 'fr' ? frenchSpaces(text) : text;
  }

  function interventionOf({ intervention }: InterventionEntry): string {
    if (intervention.kind === 'viewRequested') return t(`proctoring.entry.viewRequested.${intervention.facts.view}`);
    if (intervention.kind !== 'timeAdded') return t(`proctoring.entry.${intervention.kind}`);
    return t('proctoring.entry.timeAdded', { time: span(intervention.facts.minutes * 60_000) });
  }

  /** How it went on, if it did. */
  function outcomeOf({ intervention: { kind, undoneAt, answeredAt } }: InterventionEntry): string | undefined {
    if (undoneAt !== null) {
      const isOver = kind === 'paused' || kind === 'terminated';
      return t(isOver ? 'proctoring.entry.resumed' : 'proctoring.entry.undone', { time: time(undoneAt) });
    }
    return answeredAt === null ? undefined : t('proctoring.entry.shown', { time: time(answeredAt) });
  }

  function handOf({ state, at, endedAt }: Extract<ConversationEntry, { type: 'hand' }>): string {
    const words = t(`proctoring.hand.${state}`);
    return endedAt === null ? words : `${words} (${t('proctoring.hand.waited', { time: span(endedAt - at) })})`;
  }

  /** Nothing where no reason was given. */
  const reasonOf = (reason: string | null) => (reason ? t('proctoring.reason', { reason }) : undefined);

  return { messageOf, interventionOf, outcomeOf, handOf, reasonOf, time, span };
}
