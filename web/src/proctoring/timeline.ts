import type { ConversationEntry } from '@invigil/contract/conversation';
import type { InterventionKind } from '@invigil/contract/interventions';

type EntryOf<T extends ConversationEntry['type']> = Extract<ConversationEntry, { type: T }>;
export type MessageEntry = EntryOf<'message'>;
export type HandEntry = EntryOf<'hand'>;
export type InterventionEntry = EntryOf<'intervention'>;

/** How far an entry has come; it never goes back. */
function progress(entry: ConversationEntry): number {
  if (entry.type === 'message') return 0;
  if (entry.type === 'hand') return entry.state === 'raised' ? 0 : 1;
  const { undoneAt, answeredAt } = entry.intervention;
  return (answeredAt === null ? 0 : 1) + (undoneAt === null ? 0 : 2);
}

/** Of two states of the same entry the further one; of equal ones the later that was heard. */
export function newerOf(known: ConversationEntry | undefined, heard: ConversationEntry): ConversationEntry {
  return known !== undefined && progress(known) > progress(heard) ? known : heard;
}

/** The first thing first. */
export function inOrder(entries: Iterable<ConversationEntry>): ConversationEntry[] {
  return [...entries].sort((a, b) => a.at - b.at);
}

/** The hand that is up. */
export function raisedHand(entries: readonly ConversationEntry[]): HandEntry | undefined {
  return entries.findLast((entry): entry is HandEntry => entry.type === 'hand' && entry.state === 'raised');
}

/** The last intervention of a kind that was not undone. */
export function inForce(entries: readonly ConversationEntry[], kind: InterventionKind): InterventionEntry | undefined {
  return entries.findLast(
    (entry): entry is InterventionEntry =>
      entry.type === 'intervention' && entry.intervention.kind === kind && entry.intervention.undoneAt === null,
  );
}
