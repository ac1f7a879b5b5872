import type { CheckedStep, DeviceCheckStep } from '@invigil/contract/deviceCheckSteps';
import type { ErrorBody } from '@invigil/contract/errors';

/** `waiting` for its turn; `yours` to begin with a click; `running`; `done`, whatever came of it. */
export type StepPhase = 'waiting' | 'yours' | 'running' | 'done';

export interface StepState {
  phase: StepPhase;
  /** What came of it, of a step that is done. */
  result: CheckedStep | undefined;
  /** What kept it from being tried at all, beside the faults of a device: the server was away, for one. */
  error: ErrorBody | undefined;
  /** It failed, and the person goes on without it. */
  passedOver: boolean;
}

export const untried: StepState = { phase: 'waiting', result: undefined, error: undefined, passedOver: false };

/**
 * Tries one thing. What it does before its first await happens in the click that began it. When the signal aborts, it
 * resolves soon, with what it has; resolving to undefined then means that there was nothing yet.
 */
export type Probe = (signal: AbortSignal) => Promise<CheckedStep | undefined>;

export interface CheckRunParts {
  steps: readonly DeviceCheckStep[];
  probes: Readonly<Record<DeviceCheckStep, Probe>>;
  /** How long each step may take, in milliseconds. */
  limitsMs: Readonly<Record<DeviceCheckStep, number>>;
  /** These begin by themselves no more than Chrome's picker opens by itself: the person's click does. */
  yours: readonly DeviceCheckStep[];
  /** The next step does not wait for these. */
  beside: readonly DeviceCheckStep[];
  changed: (step: DeviceCheckStep, state: StepState) => void;
  /** What a probe threw, in words. */
  errorOf: (thrown: unknown) => ErrorBody;
}

/** How long a probe may take to come to its end once its time is out. */
const graceMs = 1_500;

/**
 * Leads through the steps of a check: one after the other, each within its time, a failed one held until it is tried again
 * or passed over. Every step can be tried again alone, also while a later one runs.
 */
export class CheckRun {
  readonly #parts: CheckRunParts;
  readonly #states: Map<DeviceCheckStep, StepState>;
  readonly #running = new Map<DeviceCheckStep, AbortController>();
  #closed = false;

  constructor(parts: CheckRunParts) {
    this.#parts = parts;
    this.#states = new Map(parts.steps.map((step) => [step, untried]));
  }

  /** Begins the first step, or with `together` all of them: in the click, so that the picker may open. */
  start(how: 'inOrder' | 'together'): void {
    if (how === 'inOrder') this.#lead();
    else for (const step of this.#parts.steps) this.again(step);
  }

  /** Tries one step, for the first time or anew; the probe begins before this returns. */
  again(step: DeviceCheckStep): void {
    if (this.#closed) return;
    this.#running.get(step)?.abort();
    const round = new AbortController();
    this.#running.set(step, round);
    this.#set(step, { ...untried, phase: 'running' });
    void this.#try(step, round);
  }

  /** What a step found does not hold any more: it is tried again, or waits for the click that it needs. */
  lost(step: DeviceCheckStep): void {
    if (this.state(step).phase !== 'done') return;
    if (this.#parts.yours.includes(step)) this.#set(step, { ...untried, phase: 'yours' });
    else this.again(step);
  }

  /** Goes on without a step that failed. */
  passOver(step: DeviceCheckStep): void {
    const state = this.state(step);
    if (state.phase !== 'done' || !failedOf(state)) return;
    this.#set(step, { ...state, passedOver: true });
    this.#lead();
  }

  state(step: DeviceCheckStep): StepState {
    return this.#states.get(step) ?? untried;
  }

  /** Whether nothing is to be tried any more. */
  get isOver(): boolean {
    return [...this.#states.values()].every(({ phase }) => phase === 'done');
  }

  /** Ends what runs; nothing is told any more. */
  close(): void {
    this.#closed = true;
    for (const round of this.#running.values()) round.abort();
    this.#running.clear();
  }

  async #try(step: DeviceCheckStep, round: AbortController): Promise<void> {
    const time = AbortSignal.timeout(this.#parts.limitsMs[step]);
    const signal = AbortSignal.any([round.signal, time]);
    let state: StepState;
    try {
      const result = (await Promise.race([this.#parts.probes[step](signal), endOf(signal)])) ?? timedOut(step);
      state = { ...untried, phase: 'done', result };
    } catch (fault) {
      if (round.signal.aborted) return;
      state = { ...untried, phase: 'done', error: this.#parts.errorOf(fault) };
    }
    if (round.signal.aborted || this.#closed) return;
    this.#running.delete(step);
    this.#set(step, state);
    this.#lead();
  }

  /** Begins what is next, if nothing that comes before holds it. */
  #lead(): void {
    const { steps, yours, beside } = this.#parts;
    for (const step of steps) {
      const state = this.state(step);
      if (state.phase === 'waiting') {
        if (yours.includes(step)) this.#set(step, { ...untried, phase: 'yours' });
        else this.again(step);
      }
      const now = this.state(step);
      const holds = now.phase !== 'done' || (failedOf(now) && !now.passedOver);
      if (holds && !beside.includes(step)) return;
    }
  }

  #set(step: DeviceCheckStep, state: StepState): void {
    if (this.#closed) return;
    this.#states.set(step, state);
    this.#parts.changed(step, state);
  }
}

/** Whether a step that is done must be mended before the device counts as fit. */
export function failedOf({ result, error }: StepState): boolean {
  return error !== undefined || result?.outcome === 'failed';
}

function timedOut(step: DeviceCheckStep): CheckedStep {
  return { step, outcome: 'failed', fault: 'checkTimedOut', facts: [] };
}

/** Resolves a moment after the signal aborted, for a probe that does not listen. */
function endOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => setTimeout(() => resolve(undefined), graceMs), { once: true });
  });
}
