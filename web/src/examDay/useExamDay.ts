import type { ErrorBody } from '@invigil/contract/errors';
import type { SittingId } from '@invigil/contract/ids';
import type { IncidentFacts } from '@invigil/contract/incidentKinds';
import type { SittingEntry } from '@invigil/contract/routes/entry';
import type { WritingState } from '@invigil/contract/routes/writing';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { Source } from '@invigil/contract/sources';
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { useAction } from '../composables/useAction.ts';
import { useServerTime } from '../composables/useServerTime.ts';
import { ownDeviceId } from '../device/deviceId.ts';
import { surfaceOf } from '../live/captures.ts';
import { useConversation } from '../proctoring/useConversation.ts';
import { useLobby } from '../proctoring/useLobby.ts';
import { useSitting } from '../stores/sitting.ts';
import { claimPageId } from './pageId.ts';
import { requiredSources } from './start/gates.ts';
import { PressKey } from './start/pressKey.ts';
import { useEntry } from './start/useEntry.ts';
import { useDetectors } from './useDetectors.ts';
import { useReports } from './useReports.ts';
import { useShares } from './useShares.ts';
import { useWriting } from './writing/useWriting.ts';

const started: readonly SittingState[] = ['writing', 'paused'];
const over: readonly SittingState[] = ['submitting', 'submitted', 'timedOut', 'noShow'];
/** What a proctor may change meanwhile is asked so often, beside the news that the line tells. */
const askEveryMs = 15_000;

/** A whole exam day in one page: before the start, while writing, after a reload, and the end. */
export function useExamDay(sittingId: SittingId) {
  const params = { sittingId };
  const sitting = useSitting();
  const { now, hear } = useServerTime();
  const hiccup = (fault: unknown) => console.warn('tried again by itself', fault);
  const { incidents, waitingStills } = useReports(sittingId);
  const detectors = useDetectors(incidents);
  const shares = useShares(sittingId, incidents);
  const page = shallowRef<Awaited<ReturnType<typeof claimPageId>>>();
  const pageId = computed(() => page.value?.pageId);
  const { entry, error, look, reload, follow, rest } = useEntry({ sittingId, pageId: () => pageId.value, hear });
  const conversation = useConversation({ sittingId, now: () => now.value, hear, hiccup });
  const lobby = useLobby({ sittingId, pageId: () => pageId.value, reload: () => void reload() });
  const required = computed<Source[]>(() => (entry.value === undefined ? [] : requiredSources(entry.value.exam.rules)));
  const missing = computed(() => required.value.filter((source) => !sitting.tracks.has(source)));
  const writing = useWriting({ sittingId, missing, now: () => now.value, hear, hiccup });
  /** It is handed in, as the server said: nothing is shared or watched any more. */
  const isHandedIn = ref(false);
  /** The line said so, and the server was not asked since. */
  const isAdmitted = ref(false);
  /** Counts what a proctor ended and gave back: the desk is set up anew, as after a reload. */
  const desk = ref(0);

  const isPausedByProctor = computed(
    () => writing.state.value?.state === 'paused' && writing.state.value.pausedBy === 'proctor',
  );
  const blocked = computed<ErrorBody | undefined>(
    () =>
      writing.lost.value ?? (writing.blocked.value || isPausedByProctor.value ? { code: 'writingPaused' } : undefined),
  );
  const phase = computed(() => {
    if (writing.state.value?.state === 'terminated') return 'terminated';
    if (writing.state.value !== undefined) return 'writing';
    if (entry.value === undefined) return 'loading';
    if (entry.value.state === 'terminated') return 'terminated';
    if (over.includes(entry.value.state)) return 'over';
    if (!started.includes(entry.value.state)) return 'start';
    return holding.error.value?.code === 'openElsewhere' ? 'elsewhere' : 'loading';
  });

  /** Writes on this page from now on: after a start, a reload or a take-over. */
  const holding = useAction(async (takeOver: boolean) => {
    if (pageId.value === undefined) return;
    begin(await api.call('holdWriting', { params, body: { pageId: pageId.value, takeOver } }));
  });

  function begin(state: WritingState): void {
    if (pageId.value === undefined) return;
    rest();
    if (writing.state.value?.state === 'terminated') desk.value += 1;
    // A line that another page ended is over for good; one that stands goes on with all its shares.
    if (sitting.line === 'ended') shares.reopen();
    else shares.open();
    writing.begin(pageId.value, state);
    detectors.begin(state.exam.rules);
    shares.bringBack(required.value);
  }

  const pressKey = new PressKey<WritingState>();
  const starting = useAction(async () => {
    const mine = pageId.value;
    if (mine === undefined) return;
    const captures = [...sitting.tracks].map(([source, track]) =>
      source === 'screen' ? { source, surface: surfaceOf(track) } : { source },
    );
    try {
      const body = { pageId: mine, deviceId: ownDeviceId(), captures, secondDisplay: detectors.displays.value };
      begin(
        await pressKey.press((key) => api.call('startSitting', { params, body: { ...body, key, takeOver: false } })),
      );
    } catch (fault) {
      // Whatever closed a gate is shown at its place.
      void reload();
      throw fault;
    }
  });

  /** In the click that confirms, which is what full screen asks for. */
  function start(): void {
    if (entry.value?.exam.rules.fullscreen === true) fillScreen();
    void starting.run();
  }

  function fillScreen(): void {
    document.documentElement.requestFullscreen().catch(hiccup);
  }

  const accepting = useAction(async (version: number) => {
    try {
      await api.call('acceptExamTerms', { params, body: { version } });
    } finally {
      await reload();
    }
  });

  function takeOver(): void {
    const isWritten = entry.value !== undefined && started.includes(entry.value.state);
    if (isWritten || writing.state.value !== undefined) void holding.run(true);
    else shares.reopen();
  }

  function finish(): void {
    if (isHandedIn.value) return;
    isHandedIn.value = true;
    halt();
  }

  /** Nothing is shared or watched from now on. */
  function halt(): void {
    writing.end();
    detectors.end();
    shares.close();
    sitting.lineIs('ended', undefined);
    if (document.fullscreenElement !== null) document.exitFullscreen().catch(hiccup);
  }

  /** A proctor ended it, and may give it back: the page goes on by itself then. */
  function terminated(): void {
    halt();
    follow();
    // The line ends with the news, often before it has said why.
    conversation.load();
  }

  /** It is over; by whom, only the server knows. */
  async function ended(): Promise<void> {
    const now = await look();
    writing.over(now?.state === 'terminated' ? 'terminated' : 'submitted');
  }

  function settle(now: SittingEntry): void {
    isAdmitted.value = false;
    if (writing.state.value !== undefined && writing.state.value.state !== 'terminated') return;
    if (now.state === 'terminated') {
      holding.error.value = undefined;
      return;
    }
    if (started.includes(now.state)) {
      if (!holding.busy.value && holding.error.value === undefined) void holding.run(false);
      return;
    }
    const isOpen = now.gates.every(({ gate, error }) => (gate !== 'window' && gate !== 'elsewhere') || error === null);
    if (isOpen) shares.open();
  }

  const ends = [
    watch(entry, (now) => now !== undefined && settle(now)),
    watch(
      () => sitting.news,
      (news) => news !== undefined && writing.news(news),
    ),
    watch(
      () => sitting.news?.admitted,
      (is) => {
        if (is === undefined || phase.value !== 'start') return;
        isAdmitted.value = is;
        void reload();
      },
    ),
    watch(phase, (is) => is === 'terminated' && terminated()),
    // What a proctor allowed opens a gate.
    watch(
      () => conversation.entries.value.filter(({ type }) => type === 'intervention').length,
      () => phase.value === 'start' && void reload(),
    ),
    watch(
      () => sitting.line === 'ended' && sitting.error?.code === 'openElsewhere',
      (isElsewhere) => {
        if (isElsewhere && writing.state.value !== undefined && !isHandedIn.value)
          writing.lose({ code: 'openElsewhere' });
      },
    ),
    watch(writing.lost, (lost) => {
      if (lost?.code === 'sittingOver' || lost?.code === 'alreadySubmitted') void ended();
    }),
  ];
  const asking = setInterval(() => {
    const window = entry.value?.gates.find(({ gate }) => gate === 'window')?.error;
    const isWaiting = phase.value === 'start' && (lobby.isAtDoor.value || window?.code === 'lateEntryClosed');
    if (isWaiting || phase.value === 'terminated') void reload();
  }, askEveryMs);
  onScopeDispose(() => {
    clearInterval(asking);
    for (const end of ends) end();
    page.value?.release();
  });

  async function enter(): Promise<void> {
    page.value = await claimPageId(sittingId);
    await reload();
    if (writing.state.value === undefined) follow();
  }
  void enter();

  return {
    phase,
    entry,
    error: computed(() => error.value ?? holding.error.value),
    now,
    pageId,
    required,
    missing,
    blocked,
    isPausedByProctor,
    isAdmitted,
    desk,
    conversation,
    lobby,
    writing,
    shares,
    detectors,
    waitingStills,
    isHandedIn,
    starting,
    accepting,
    holding,
    start,
    fillScreen,
    takeOver,
    finish,
    reload: () => void reload(),
    retry: () => {
      holding.error.value = undefined;
      void reload();
    },
    report: (facts: IncidentFacts) => incidents.tell(facts),
  };
}
