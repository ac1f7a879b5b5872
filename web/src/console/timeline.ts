import type { ConversationEntry } from '@invigil/contract/conversation';
import { entryIdOf } from '@invigil/contract/conversation';
import type { Incident } from '@invigil/contract/incidents';

type Of<T extends ConversationEntry['type']> = Extract<ConversationEntry, { type: T }>;
export type MessageEntry = Of<'message'>;
export type HandEntry = Of<'hand'>;
export type InterventionEntry = Of<'intervention'>;

/** Something in the record of a sitting, at its time on the server clock. */
export type TimelineItem = { id: string; at: number } & (
  | { type: 'incident'; incident: Incident }
  | { type: 'intervention'; entry: InterventionEntry }
  | { type: 'hand'; entry: HandEntry }
);

/** Technical incidents are told apart from conduct everywhere, and never counted together. */
export const timelineFilters = ['all', 'technical', 'conduct', 'interventions'] as const;
export type TimelineFilter = (typeof timelineFilters)[number];

/** What happened and what was done, the last first. Messages have a place of their own. */
export function timelineOf(incidents: readonly Incident[], entries: readonly ConversationEntry[]): TimelineItem[] {
  const items: TimelineItem[] = incidents.map((incident) => ({
    type: 'incident',
    id: incident.incidentId,
    at: incident.beganAt,
    incident,
  }));
  for (const entry of entries) {
    const common = { id: entryIdOf(entry), at: entry.at };
    if (entry.type === 'intervention') items.push({ ...common, type: 'intervention', entry });
    if (entry.type === 'hand') items.push({ ...common, type: 'hand', entry });
  }
  return items.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
}

export function passes(item: TimelineItem, filter: TimelineFilter): boolean {
  if (filter === 'all') return true;
  if (filter === 'interventions') return item.type !== 'incident';
  return item.type === 'incident' && item.incident.nature === filter;
}

/** The messages and hands of a conversation, the first thing first. */
export function messagesOf(entries: readonly ConversationEntry[]): (MessageEntry | HandEntry)[] {
  return entries.filter((entry) => entry.type !== 'intervention');
}

/** The last thing the candidate wrote; undefined when they wrote nothing. */
export function lastOfCandidate(entries: readonly ConversationEntry[]): MessageEntry | undefined {
  return entries.filter((entry) => entry.type === 'message').findLast(({ from }) => from === 'candidate');
}
