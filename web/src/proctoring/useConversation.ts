import type { ErrorBody } from '@invigil/contract/errors';
import { handId, type InterventionId, type SittingId } from '@invigil/contract/ids';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { useAction } from '../composables/useAction.ts';
import { PressKey } from '../examDay/start/pressKey.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { useSitting } from '../stores/sitting.ts';
import { KeptTexts } from './keptTexts.ts';
import { noticesOf, unread } from './notices.ts';
import { Outbox, type WaitingMessage } from './outbox.ts';
import { inForce, inOrder, raisedHand } from './timeline.ts';
import { useSeen } from './useSeen.ts';

interface Parts {
  sittingId: SittingId;
  /** The server's time in milliseconds. */
  now: () => number;
  hear: (serverTime: string) => void;
  hiccup: (fault: unknown) => void;
}
export type Conversation = ReturnType<typeof useConversation>;

/** While no line tells the news they are asked for so often. */
const askEveryMs = 15_000;

/** A candidate's side of what lies between them and their proctors. */
export function useConversation({ sittingId, now, hear, hiccup }: Parts) {
  const params = { sittingId };
  const sitting = useSitting();
  sitting.conversation.clear();
  const { seen, see } = useSeen(sittingId);
  /** Why it could not be read the last time. */
  const error = shallowRef<ErrorBody>();
  const isRead = ref(false);
  const waiting = shallowRef<WaitingMessage[]>([]);
  const drafts = new KeptTexts('invigil.draft.');
  const draft = ref(drafts.get(sittingId) ?? '');
  let isGone = false;
  let isAsking = false;

  const outbox = new Outbox({
    kept: new KeptTexts(`invigil.message.${sittingId}.`),
    send: async ({ messageId, text }) => {
      const { entry } = await api.call('writeToProctor', { params, body: { messageId, text } });
      sitting.heard([entry]);
    },
    changed: (messages) => {
      waiting.value = messages;
    },
    hiccup,
  });

  async function load(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      const { serverTime, entries } = await api.call('myConversation', { params });
      if (isGone) return;
      hear(serverTime);
      sitting.heard(entries);
      isRead.value = true;
      error.value = undefined;
      outbox.reached();
    } catch (fault) {
      if (!isGone) error.value = errorBodyOf(fault);
    } finally {
      isAsking = false;
    }
  }

  const entries = computed(() =>
    inOrder(sitting.conversation.values()).filter((entry) => entry.sittingId === sittingId),
  );
  /** What is shown depends on the time by minutes only; it need not be made anew each second. */
  const minute = computed(() => Math.floor(now() / 60_000) * 60_000);
  const hand = computed(() => raisedHand(entries.value));

  const raiseKey = new PressKey<void>();
  const hands = useAction(async () => {
    const up = hand.value;
    if (up === undefined) {
      await raiseKey.press(async (key) => {
        const { entry } = await api.call('raiseHand', { params, body: { handId: handId.parse(key) } });
        sitting.heard([entry]);
      });
    } else {
      await api.call('lowerHand', { params: { sittingId, handId: up.handId } });
      sitting.heard([{ ...up, state: 'lowered', endedAt: Math.round(now()) }]);
    }
  });

  const showing = useAction(async (interventionId: InterventionId) => {
    await api.call('showView', { params: { sittingId, interventionId } });
    const entry = sitting.conversation.get(interventionId);
    if (entry?.type !== 'intervention') return;
    sitting.heard([{ ...entry, intervention: { ...entry.intervention, answeredAt: Math.round(now()) } }]);
  });

  function write(text: string): void {
    draft.value = text;
    // At once and not with the next tick: the page may be gone by then.
    if (text === '') drafts.remove(sittingId);
    else drafts.set(sittingId, text);
  }

  /** Sends what is written; it is kept until the server has it. */
  function send(): void {
    const text = draft.value.trim();
    if (text === '') return;
    outbox.write(text);
    write('');
  }

  /** A message that was refused goes back to where it was written. */
  function rewrite({ messageId }: WaitingMessage): void {
    const text = outbox.withdraw(messageId);
    if (text !== undefined) write([draft.value, text].filter((part) => part !== '').join('\n'));
  }

  const endLine = watch(
    () => sitting.line === 'live',
    (isLive) => isLive && void load(),
  );
  const timer = setInterval(() => {
    if (sitting.line !== 'live' || error.value !== undefined) void load();
  }, askEveryMs);
  onScopeDispose(() => {
    isGone = true;
    endLine();
    clearInterval(timer);
    outbox.close();
  });
  void load();

  return {
    entries,
    hand,
    hands,
    showing,
    draft,
    write,
    send,
    rewrite,
    waiting,
    error,
    isRead,
    see,
    unread: computed(() => unread(entries.value, seen)),
    notices: computed(() => noticesOf(entries.value, seen, minute.value)),
    paused: computed(() => inForce(entries.value, 'paused')),
    terminated: computed(() => inForce(entries.value, 'terminated')),
    load: () => void load(),
  };
}
