import { type ConversationEntry, entryIdOf } from '@invigil/contract/conversation';
import type { HandEntry, InterventionEntry, MessageEntry } from './timeline.ts';

/** What of an intervention stands before the candidate until they have seen it. */
const begun = ['warned', 'viewRequested', 'timeAdded', 'admitted', 'lateEntryAllowed'] as const;
const undone = ['paused', 'warned', 'timeAdded', 'admitted', 'lateEntryAllowed', 'terminated'] as const;
type Begun = (typeof begun)[number];
type Undone = (typeof undone)[number];

/** Something that a proctor did and the candidate has not said to have seen. */
export type Notice = { key: string } & (
  | { name: 'message'; entry: MessageEntry; keys: string[] }
  | { name: 'hand'; entry: HandEntry }
  | { name: Begun; entry: InterventionEntry }
  | { name: `${Undone}Undone`; entry: InterventionEntry }
);

/** What only matters while it is fresh: an older one is in the conversation and asks for no press. */
const freshMs = 10 * 60_000;

/** The key under which it is kept that the candidate has seen an entry. */
export const seenKey = (entry: ConversationEntry): string =>
  entry.type === 'intervention' && entry.intervention.undoneAt !== null
    ? `${entryIdOf(entry)}/undone`
    : entryIdOf(entry);

/** Messages of proctors that the candidate has not read. */
export function unread(entries: readonly ConversationEntry[], seen: ReadonlySet<string>): MessageEntry[] {
  return entries.filter(
    (entry): entry is MessageEntry =>
      entry.type === 'message' && entry.from === 'proctor' && !seen.has(entry.messageId),
  );
}

/**
 * Everything that stands before the candidate now: what asks for something first, then what was written, then the last thing first. Several
 * messages are one notice with the last of them.
 * @param now milliseconds of the server clock.
 */
export function noticesOf(entries: readonly ConversationEntry[], seen: ReadonlySet<string>, now: number): Notice[] {
  const others = entries.flatMap((entry): Notice[] => {
    if (entry.type === 'message') return [];
    const key = seenKey(entry);
    if (entry.type === 'hand') {
      const isFresh = entry.endedAt !== null && now - entry.endedAt < freshMs;
      return entry.state === 'answered' && isFresh && !seen.has(key) ? [{ key, name: 'hand', entry }] : [];
    }
    return interventionNotice(key, entry, seen, now);
  });
  const messages = unread(entries, seen);
  const last = messages.at(-1);
  if (last !== undefined) {
    others.push({
      key: last.messageId,
      name: 'message',
      entry: last,
      keys: messages.map(({ messageId }) => messageId),
    });
  }
  const momentOf = ({ entry }: Notice) =>
    entry.type === 'intervention' ? (entry.intervention.undoneAt ?? entry.at) : entry.at;
  return others.sort((a, b) => rankOf(b) - rankOf(a) || momentOf(b) - momentOf(a));
}

/** Of no use any more once the exam has begun. */
export const isOfTheStart = ({ name }: Notice): boolean => /^(admitted|lateEntryAllowed)/.test(name);

/** What asks for something, then what somebody wrote, then what was done. */
function rankOf(notice: Notice): number {
  if (isUrgent(notice)) return 2;
  return notice.name === 'message' ? 1 : 0;
}

/** What asks the candidate for something, and is told at once whatever a screen reader is at. */
export const isUrgent = ({ name }: Notice): boolean => name === 'warned' || name === 'viewRequested';

function interventionNotice(key: string, entry: InterventionEntry, seen: ReadonlySet<string>, now: number): Notice[] {
  const { kind, undoneAt, answeredAt } = entry.intervention;
  if (undoneAt !== null) {
    const name = undone.find((one) => one === kind);
    const isWanted = kind === 'timeAdded' || now - undoneAt < freshMs;
    return name === undefined || !isWanted || seen.has(key) ? [] : [{ key, name: `${name}Undone`, entry }];
  }
  const name = begun.find((one) => one === kind);
  if (name === undefined) return [];
  // A view stands there until it was shown or is no longer asked for: there is nothing to put away.
  if (name === 'viewRequested') return answeredAt === null ? [{ key, name, entry }] : [];
  const isWanted = name === 'warned' || name === 'timeAdded' || now - entry.at < freshMs;
  return isWanted && !seen.has(key) ? [{ key, name, entry }] : [];
}
