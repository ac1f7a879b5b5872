import { type ConversationEntry, conversationEntry } from '@invigil/contract/conversation';
import type { SittingId } from '@invigil/contract/ids';
import { interventionKinds } from '@invigil/contract/interventions';
import { limits } from '@invigil/contract/limits';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Intervention } from '../interventions/intervention.ts';
import { Hand } from './hand.ts';
import { Message } from './message.ts';

type MessageEntry = Extract<ConversationEntry, { type: 'message' }>;
type HandEntry = Extract<ConversationEntry, { type: 'hand' }>;
export type InterventionEntry = Extract<ConversationEntry, { type: 'intervention' }>;

const momentOf = (at: Date | null | undefined): number | null => at?.getTime() ?? null;

export function messageEntryOf({ id, sitting, at, by, text, canned }: Message): MessageEntry {
  return {
    type: 'message',
    messageId: id,
    sittingId: sitting.id,
    at: at.getTime(),
    from: by ? 'proctor' : 'candidate',
    byId: by?.id ?? null,
    message: canned ? { canned } : { text: text ?? '' },
  };
}

export function handEntryOf({ id, sitting, raisedAt, endedAt, answeredBy }: Hand): HandEntry {
  const ended = answeredBy ? 'answered' : 'lowered';
  return {
    type: 'hand',
    handId: id,
    sittingId: sitting.id,
    at: raisedAt.getTime(),
    state: endedAt ? ended : 'raised',
    endedAt: momentOf(endedAt),
  };
}

export function interventionEntryOf(done: Intervention): InterventionEntry {
  const entry = conversationEntry.parse({
    type: 'intervention',
    sittingId: done.sitting.id,
    at: done.at.getTime(),
    byId: done.by.id,
    intervention: {
      interventionId: done.id,
      kind: done.kind,
      facts: done.facts,
      reason: done.reason,
      undoneAt: momentOf(done.undoneAt),
      undoReason: done.undoReason ?? null,
      answeredAt: momentOf(done.answeredAt),
    },
  });
  if (entry.type !== 'intervention') throw new Error('an intervention was read as something else');
  return entry;
}

/** What a candidate is told of an entry: never who of the team it was, and nothing of what the team keeps to itself. */
export function toldToCandidate(entry: ConversationEntry): ConversationEntry | undefined {
  if (entry.type === 'hand') return entry;
  if (entry.type === 'intervention' && !interventionKinds[entry.intervention.kind].told) return undefined;
  return { ...entry, byId: null };
}

/** Everything between a candidate and the team, the first thing first; of a very long conversation, its end. */
export async function readConversation(em: EntityManager, sittingId: SittingId): Promise<ConversationEntry[]> {
  const newest = { limit: limits.conversationEntries };
  const of = { sitting: sittingId };
  const messages = await em.find(Message, of, { ...newest, orderBy: { at: 'desc', id: 'desc' } });
  const hands = await em.find(Hand, of, { ...newest, orderBy: { raisedAt: 'desc', id: 'desc' } });
  const interventions = await em.find(Intervention, of, { ...newest, orderBy: { at: 'desc', id: 'desc' } });
  const entries: ConversationEntry[] = [
    ...messages.map(messageEntryOf).reverse(),
    ...hands.map(handEntryOf).reverse(),
    ...interventions.map(interventionEntryOf).reverse(),
  ];
  return entries.sort((a, b) => a.at - b.at).slice(-limits.conversationEntries);
}
