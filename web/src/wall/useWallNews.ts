import type { SittingId } from '@invigil/contract/ids';
import { watch } from 'vue';
import { useProctoring } from '../stores/proctoring.ts';
import { useWallTexts } from './useWallTexts.ts';

interface Parts {
  nameOf: (sittingId: SittingId) => string | undefined;
  tell: (text: string) => void;
}

/** Tells aloud who raises a hand, writes, or waits in the lobby: each once. */
export function useWallNews({ nameOf, tell }: Parts): void {
  const proctoring = useProctoring();
  const { t } = useWallTexts();

  /** What asks for somebody now, under a name that is another for each hand, each message and each wait. */
  function calls(): Map<string, { sittingId: SittingId; kind: 'hand' | 'unread' | 'lobby' }> {
    const found = new Map<string, { sittingId: SittingId; kind: 'hand' | 'unread' | 'lobby' }>();
    for (const { sittingId, hand, unread, state, admittedAt } of proctoring.sittings.values()) {
      if (hand !== null) found.set(hand.handId, { sittingId, kind: 'hand' });
      if (unread !== null) found.set(`${sittingId}/${unread.since}/${unread.count}`, { sittingId, kind: 'unread' });
      const waits = proctoring.exam?.rules.admission === true && state === 'lobby' && admittedAt === null;
      if (waits) found.set(`${sittingId}/lobby`, { sittingId, kind: 'lobby' });
    }
    return found;
  }

  watch(calls, (now, before) => {
    for (const [key, { sittingId, kind }] of now) {
      const name = nameOf(sittingId);
      if (!before.has(key) && name !== undefined) tell(t(`news.${kind}`, { name }));
    }
  });
}
