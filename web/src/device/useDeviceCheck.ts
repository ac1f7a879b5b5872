import {
  type CheckedStep,
  type DeviceCheckKind,
  type DeviceCheckStep,
  deviceCheckSteps,
} from '@invigil/contract/deviceCheckSteps';
import type { FinishedCheck } from '@invigil/contract/routes/deviceChecks';
import type { Source } from '@invigil/contract/sources';
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { api } from '../api.ts';
import { useAction } from '../composables/useAction.ts';
import { waitFor } from '../dashboard/dashboardFeed.ts';
import { errorBodyOf } from '../i18n/errorText.ts';
import { browserFactsHere, browserFit, systemHere } from './browserFit.ts';
import { useCheckCaptures } from './capture/useCheckCaptures.ts';
import { CheckRun, failedOf, type Probe, type StepState, untried } from './checkRun.ts';
import { useConnectionCheck } from './connection/useConnectionCheck.ts';
import { useDocumentCheck } from './documents/useDocumentCheck.ts';
import { useWritingCheck } from './writing/useWritingCheck.ts';

export interface DeviceCheckOptions {
  kind: DeviceCheckKind;
  /** Captures of the page around: checked as they are, and not stopped here. */
  tracks?: Partial<Record<Source, MediaStreamTrack>>;
  /** A display beside the first makes the check fail instead of warn. */
  refusesSecondDisplay?: boolean;
}

/** In the order of the page. A short check begins with the screen, whose picker needs the click. */
const stepsOf: Readonly<Record<DeviceCheckKind, readonly DeviceCheckStep[]>> = {
  full: deviceCheckSteps,
  delta: ['screen', 'browser', 'webcam', 'connection'],
};

/** With the time that a person takes to answer Chrome, or to type a line. */
const limitsMs: Readonly<Record<DeviceCheckStep, number>> = {
  browser: 5_000,
  webcam: 60_000,
  microphone: 60_000,
  screen: 120_000,
  connection: 60_000,
  documents: 20_000,
  writing: 180_000,
};
/** How long a step that passed is looked at. */
const lookMs = 1_200;
/** From when the pictures are there; before that, the connection waits for a person. */
const measureMs = 30_000;

/** One check of this device, for as long as the page that shows it: its steps, what they found, and its end. */
export function useDeviceCheck({ kind, tracks: given = {}, refusesSecondDisplay = false }: DeviceCheckOptions) {
  const steps = stepsOf[kind];
  const states = reactive(Object.fromEntries(deviceCheckSteps.map((step) => [step, untried]))) as Record<
    DeviceCheckStep,
    StepState
  >;
  const isUnderWay = ref(false);
  const finished = shallowRef<FinishedCheck>();
  const system = shallowRef('');
  const fit = browserFit(browserFactsHere());

  const captures = useCheckCaptures({
    given,
    refusesSecondDisplay,
    shared: (source, track) => connection.shared(source, track),
    lost: (step) => run?.lost(step),
  });
  const connection = useConnectionCheck({
    kind,
    tracks: () => captures.tracks,
  });
  const documents = useDocumentCheck();
  const writing = useWritingCheck({
    checkId: async () => (await connection.check.current()).checkId,
    autosaveMs: async () => (await connection.check.current()).thresholds.autosaveMs,
  });

  let run: CheckRun | undefined;
  onScopeDispose(() => run?.close());

  /** In the click itself. */
  function start(): void {
    run?.close();
    connection.close();
    finished.value = undefined;
    finishing.error.value = undefined;
    for (const step of deviceCheckSteps) states[step] = untried;
    isUnderWay.value = true;
    run = new CheckRun({
      steps,
      probes: {
        browser: probeBrowser,
        webcam: seen(captures.probes.webcam),
        microphone: seen(captures.probes.microphone),
        screen: seen(captures.probes.screen),
        connection: probeConnection,
        documents: seen(documents.probe),
        writing: seen(writing.probe),
      },
      limitsMs,
      yours: kind === 'full' && !given.screen ? ['screen'] : [],
      beside: ['connection'],
      changed,
      errorOf: errorBodyOf,
    });
    run.start(kind === 'full' ? 'inOrder' : 'together');
    connection.open();
  }

  function changed(step: DeviceCheckStep, state: StepState): void {
    states[step] = state;
    // What was measured without a picture does not count once the picture is there.
    const wasWithout = (step === 'webcam' || step === 'screen') && state.phase === 'done' && !failedOf(state);
    const measured = states.connection.result?.facts;
    if (wasWithout && measured !== undefined && !measured.some(({ name }) => name === step)) run?.again('connection');
  }

  /** People want to see what passed: a guided check stays a moment with each step. */
  function seen(probe: Probe): Probe {
    if (kind === 'delta') return probe;
    return async (signal) => {
      const result = await probe(signal);
      if (result?.outcome === 'passed') await waitFor(lookMs, signal);
      return result;
    };
  }

  async function probeBrowser(): Promise<CheckedStep> {
    system.value = await systemHere();
    const facts = [
      { name: 'browser', value: fit.browser },
      { name: 'system', value: system.value },
    ];
    return { step: 'browser', outcome: fit.fault === undefined ? 'passed' : 'failed', fault: fit.fault ?? null, facts };
  }

  async function probeConnection(signal: AbortSignal): Promise<CheckedStep | undefined> {
    await untilDone(['webcam', 'screen'], signal);
    return await connection.probe(AbortSignal.any([signal, AbortSignal.timeout(measureMs)]));
  }

  /** Resolves once these have been tried, or when the signal aborts. */
  function untilDone(wanted: readonly DeviceCheckStep[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = watch(
        () => wanted.every((step) => states[step].phase === 'done'),
        (areDone) => {
          if (!areDone) return;
          queueMicrotask(() => stop());
          resolve();
        },
        { immediate: true },
      );
      signal.addEventListener('abort', () => {
        stop();
        resolve();
      });
    });
  }

  const failing = computed(() => steps.filter((step) => failedOf(states[step])));
  const isOver = computed(() => isUnderWay.value && steps.every((step) => states[step].phase === 'done'));

  const finishing = useAction(async () => {
    await writing.settle();
    const { checkId } = await connection.check.current();
    const told = steps.map((step) => states[step].result ?? notTried(step));
    finished.value = await api.call('finishDeviceCheck', {
      params: { checkId },
      body: { device: { browser: fit.browser, system: system.value || 'unknown' }, steps: told },
    });
    end();
  });

  /** The line is left. A full check stops its captures; a short one leaves that to the page around it. */
  function end(): void {
    isUnderWay.value = false;
    run?.close();
    connection.close();
    if (kind === 'full') captures.stopAll();
  }

  // What works needs no button: a check without a failure is handed in by itself.
  watch(isOver, (over) => {
    if (over && failing.value.length === 0) void finishing.run();
  });

  return {
    kind,
    steps,
    states,
    fit,
    captures,
    connection,
    documents,
    writing,
    isUnderWay,
    isOver,
    failing,
    finished,
    finishing,
    start,
    again: (step: DeviceCheckStep) => run?.again(step),
    passOver: (step: DeviceCheckStep) => run?.passOver(step),
  };
}
export type DeviceCheckNow = ReturnType<typeof useDeviceCheck>;

function notTried(step: DeviceCheckStep): CheckedStep {
  return { step, outcome: 'failed', fault: null, facts: [] };
}
