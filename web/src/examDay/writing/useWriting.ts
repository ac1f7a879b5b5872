import type { ErrorBody } from '@invigil/contract/errors';
import type { PageId, SittingId } from '@invigil/contract/ids';
import type { WritingPulse, WritingState } from '@invigil/contract/routes/writing';
import type { SittingNews } from '@invigil/contract/sittingNews';
import type { Source } from '@invigil/contract/sources';
import { onScopeDispose, type Ref, ref, shallowRef, watch } from 'vue';
import { api } from '../../api.ts';
import { Pausing } from './pausing.ts';
import { giveSignsOfLife } from './signsOfLife.ts';

interface Parts {
  sittingId: SittingId;
  /** Required sources that are not shared now. */
  missing: Readonly<Ref<readonly Source[]>>;
  /** The server's time in milliseconds. */
  now: () => number;
  hear: (serverTime: string) => void;
  hiccup: (fault: unknown) => void;
}

/** The writing that this page holds: its time, its pauses, and when another page takes it. */
export function useWriting({ sittingId, missing, now, hear, hiccup }: Parts) {
  const state = shallowRef<WritingState>();
  /** Nothing may be written, because of the shares. */
  const blocked = ref(false);
  /** This page writes no more, and why. */
  const lost = shallowRef<ErrorBody>();
  const params = { sittingId };
  let ends: (() => void)[] = [];
  let pausing: Pausing | undefined;

  /** From now on this page writes. */
  function begin(pageId: PageId, held: WritingState): void {
    end();
    lost.value = undefined;
    blocked.value = false;
    hear(held.serverTime);
    state.value = held;
    const mine = new Pausing(
      {
        pause: (order) => api.call('pauseWriting', { params, body: { pageId, ...order } }),
        resume: (order) => api.call('resumeWriting', { params, body: { pageId, ...order } }),
        heard,
        blocked: (is) => {
          blocked.value = is;
        },
        lost: lose,
        hiccup,
      },
      held.pausedBy === 'system',
    );
    pausing = mine;
    const sign = () => api.call('signOfLife', { params, body: { pageId } });
    ends = [
      giveSignsOfLife({ sign, heard, lost: lose, hiccup }),
      () => mine.close(),
      watch(missing, (sources) => mine.missing(sources), { immediate: true, flush: 'sync' }),
    ];
  }

  function end(): void {
    for (const each of ends.splice(0)) each();
  }

  function heard(pulse: WritingPulse): void {
    hear(pulse.serverTime);
    take(pulse);
  }

  /** What the server says by itself of state, deadline and credit. */
  function news({ state: now_, deadline, creditedSeconds, pausedBy }: SittingNews): void {
    if (deadline === null) return;
    const serverTime = new Date(now()).toISOString();
    take({ serverTime, state: now_, deadline: new Date(deadline).toISOString(), creditedSeconds, pausedBy });
  }

  function take(pulse: WritingPulse): void {
    const before = state.value;
    if (before === undefined) return;
    state.value = { ...before, ...pulse };
    if (before.pausedBy === 'proctor' && pulse.state === 'writing') pausing?.proctorResumed();
    // While it is paused the deadline moves by itself; while it is written somebody moved it.
    const isMoved = pulse.state === 'writing' && pulse.deadline !== before.deadline;
    if (isMoved || pulse.creditedSeconds !== before.creditedSeconds || pulse.state !== before.state) void explain();
  }

  /** Why there is more or less time: each interruption with what it gave, and extra time. */
  async function explain(): Promise<void> {
    try {
      const { interruptions, extraMinutes } = await api.call('writing', { params });
      if (state.value !== undefined) state.value = { ...state.value, interruptions, extraMinutes };
    } catch (fault) {
      hiccup(fault);
    }
  }

  /** Another page writes, or there is nothing more to write. */
  function lose(error: ErrorBody): void {
    end();
    lost.value = error;
    // What waits to be saved goes on when this page holds the writing again.
    if (error.code === 'openElsewhere' && state.value !== undefined) state.value = { ...state.value, holder: 'other' };
  }

  /**
   * The server has ended it: the desk sends what is left and shows the receipt. What a proctor ended has none yet, because
   * it can go on.
   */
  function over(how: 'submitted' | 'terminated' = 'submitted'): void {
    lost.value = undefined;
    if (state.value !== undefined) state.value = { ...state.value, state: how, pausedBy: null };
  }

  onScopeDispose(end);
  return { state, blocked, lost, begin, end, news, lose, over };
}
