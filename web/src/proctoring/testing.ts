import { type ConversationEntry, conversationEntry } from '@invigil/contract/conversation';
import type { InterventionFacts } from '@invigil/contract/interventions';

const uuid = (kind: number, n: number) => `0193e6a0-0000-7000-8000-${String(kind)}${String(n).padStart(11, '0')}`;
const sittingId = uuid(9, 1);

/** A message of a proctor, or of the candidate. */
export const aMessage = (n: number, at: number, from: 'candidate' | 'proctor' = 'proctor', text = `message ${n}`) =>
  conversationEntry.parse({
    type: 'message',
    messageId: uuid(1, n),
    sittingId,
    at,
    from,
    byId: null,
    message: { text },
  });

export const aHand = (n: number, at: number, state: 'raised' | 'answered' | 'lowered', endedAt: number | null = null) =>
  conversationEntry.parse({ type: 'hand', handId: uuid(2, n), sittingId, at, state, endedAt });

type Told = Partial<{ reason: string; undoneAt: number; undoReason: string; answeredAt: number }>;

export function anIntervention(n: number, at: number, facts: InterventionFacts, told: Told = {}): ConversationEntry {
  const { reason = 'because', undoneAt = null, undoReason = null, answeredAt = null } = told;
  const intervention = { ...facts, interventionId: uuid(3, n), reason, undoneAt, undoReason, answeredAt };
  return conversationEntry.parse({ type: 'intervention', sittingId, at, byId: null, intervention });
}
