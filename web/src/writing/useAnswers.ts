import type { AnswerContent } from '@invigil/contract/answerContent';
import { type QuestionId, questionId } from '@invigil/contract/ids';
import type { Question } from '@invigil/contract/questions';
import type { SavedAnswer } from '@invigil/contract/routes/writing';
import { computed, onScopeDispose, ref, shallowReactive, shallowRef } from 'vue';
import { type AnswerStore, MemoryStore, openAnswerStore } from './answerStore.ts';
import { Autosaver } from './autosaver.ts';
import { type SaveState, saveStateOf, worstOf } from './saveState.ts';
import type { AnswerView, AutosaverParts } from './saving.ts';

interface AnswersParts {
  sittingId: AutosaverParts['sittingId'];
  questions: readonly Question[];
  answers: readonly SavedAnswer[];
  send: AutosaverParts['send'];
  openElsewhere: () => void;
}

/** The answers of a page: what is shown of each, and how it is saved. `opened` resolves when what was kept is there. */
export function useAnswers({ sittingId, questions, answers, send, openElsewhere }: AnswersParts) {
  const views = shallowReactive(new Map<QuestionId, AnswerView>());
  /** Grows with each content that was not typed here, so that an editor takes it over. */
  const replacements = shallowReactive(new Map<QuestionId, number>());
  const merged = shallowReactive(new Set<QuestionId>());
  const isLasting = ref(true);
  const saver = shallowRef<Autosaver>();
  let isClosed = false;
  const channel = new BroadcastChannel(`invigil.writing.${sittingId}`);

  async function open(): Promise<void> {
    const opened = await openOver(await openAnswerStore()).catch((fault: unknown) => {
      // A store that is there and cannot be read must not keep anybody from writing.
      console.warn('what this device kept cannot be read', fault);
      return openOver(new MemoryStore());
    });
    if (isClosed) opened.close();
    else saver.value = opened;
  }

  function openOver(store: AnswerStore): Promise<Autosaver> {
    return Autosaver.open({
      sittingId,
      questions,
      answers,
      store,
      send,
      clock: { now: Date.now, after },
      random: Math.random,
      hear: {
        changed: (question, view) => void views.set(question, view),
        replaced: (question) => void replacements.set(question, (replacements.get(question) ?? 0) + 1),
        merged: (question) => void merged.add(question),
        kept: (question) => {
          if (!isClosed) channel.postMessage(question);
        },
        lasting: (lasting) => {
          isLasting.value = lasting;
        },
        openElsewhere,
      },
    });
  }

  const opened = open();
  channel.onmessage = ({ data }) => {
    const question = questionId.safeParse(data);
    if (question.success) void saver.value?.look(question.data);
  };
  const flush = async (): Promise<boolean> => {
    await opened;
    return (await saver.value?.flush()) ?? false;
  };
  const unless = (hidden: boolean, act: () => void) => () => {
    if ((document.visibilityState === 'hidden') === hidden) act();
  };
  const off = listen([
    [document, 'visibilitychange', unless(true, () => void flush())],
    [window, 'blur', () => void flush()],
    [window, 'pagehide', () => saver.value?.leave()],
    [window, 'pageshow', () => saver.value?.retry()],
    [window, 'online', () => saver.value?.retry()],
  ]);
  onScopeDispose(() => {
    isClosed = true;
    off();
    channel.close();
    // What is not sent yet lies in the store, and is on its way with this.
    void flush().finally(() => saver.value?.close());
  });

  const stateOf = (question: QuestionId): SaveState => {
    const view = views.get(question);
    return view === undefined ? 'untouched' : saveStateOf(view, isLasting.value);
  };
  return {
    opened,
    views,
    replacements,
    merged,
    isLasting,
    stateOf,
    whole: computed(() => worstOf(questions.map((question) => stateOf(question.questionId)))),
    lastSavedAt: computed(
      () =>
        [...views.values()]
          .map(({ savedAt }) => savedAt ?? '')
          .sort()
          .at(-1) ?? '',
    ),
    write: (question: QuestionId, content: AnswerContent) => saver.value?.write(question, content),
    settle: (question: QuestionId, keys: readonly string[]) => saver.value?.settle(question, keys),
    take: (newer: readonly SavedAnswer[]) => saver.value?.take(newer),
    retry: () => saver.value?.retry(),
    reached: () => saver.value?.reached(),
    /** Why something is not sent, if it is not. */
    fault: () => [...views.values()].find(({ isSaved, fault }) => !isSaved && fault !== undefined)?.fault,
    revisions: () => saver.value?.revisions() ?? [],
    flush,
  };
}
export type Answers = ReturnType<typeof useAnswers>;

function after(ms: number, act: () => void): () => void {
  const timer = setTimeout(act, ms);
  return () => clearTimeout(timer);
}

function listen(all: readonly (readonly [EventTarget, string, () => void])[]): () => void {
  for (const [target, name, act] of all) target.addEventListener(name, act);
  return () => {
    for (const [target, name, act] of all) target.removeEventListener(name, act);
  };
}
