import { createHttpCaller } from '@invigil/contract/client/httpCaller';
import type { CheckedStep, DeviceCheckKind } from '@invigil/contract/deviceCheckSteps';
import type { Source } from '@invigil/contract/sources';
import { onScopeDispose, shallowRef } from 'vue';
import { errorBodyOf } from '../../i18n/errorText.ts';
import { CheckLine, type LineView } from './checkLine.ts';
import { type ConnectionPhase, checkConnection, type MeasuredLine } from './connectionCheck.ts';
import type { ConnectionFigures } from './connectionFigures.ts';
import { startedCheck } from './startedCheck.ts';

/** Long enough for a picture to swing in and for the estimate of the line to settle. */
const sendMs: Readonly<Record<DeviceCheckKind, number>> = { full: 8_000, delta: 2_500 };

interface Parts {
  kind: DeviceCheckKind;
  /** What is shared now. */
  tracks: () => Partial<Record<Source, MediaStreamTrack>>;
  begin?: (parts: ConstructorParameters<typeof CheckLine>[0]) => HeldLine;
}
type HeldLine = MeasuredLine & Pick<CheckLine, 'share' | 'stop' | 'close'>;

/** The connection of a check: one line, held from the beginning to the end, and what is measured of it. */
export function useConnectionCheck({ kind, tracks, begin = (parts) => new CheckLine(parts) }: Parts) {
  const view = shallowRef<LineView>();
  const phase = shallowRef<ConnectionPhase>();
  const figures = shallowRef<ConnectionFigures>({ live: [] });
  const check = startedCheck(kind);
  let line: HeldLine | undefined;
  let isMeasured = false;
  onScopeDispose(close);

  /** Joins, so that the line stands before the first picture is there. */
  function open(): void {
    if (line !== undefined && view.value?.socket !== 'ended') return;
    line?.close();
    line = begin({
      getToken: async () => (await check.renew()).join,
      changed: (now) => {
        view.value = now;
      },
      errorOf: errorBodyOf,
      hiccup: (fault) => console.info('tried again by itself', fault),
    });
    view.value = line.view;
    for (const [source, track] of Object.entries(tracks())) shared(source as Source, track);
  }

  /** The sound is measured on the page and not sent. */
  function shared(source: Source, track: MediaStreamTrack | undefined): void {
    if (source === 'microphone') return;
    if (track === undefined) line?.stop(source);
    else line?.share(source, track);
  }

  /**
   * What the browser thinks that a line bears, and what the server refused, stays with a line for long: another try begins
   * one of its own.
   */
  async function probe(signal: AbortSignal): Promise<CheckedStep | undefined> {
    if (isMeasured) close();
    open();
    figures.value = { live: [] };
    phase.value = 'connecting';
    const mine = line;
    if (mine === undefined || signal.aborted) return undefined;
    isMeasured = true;
    return await checkConnection({
      line: mine,
      sources: (['webcam', 'screen'] as const).filter((source) => tracks()[source] !== undefined),
      thresholds: async () => (await check.current()).thresholds,
      sendMs: sendMs[kind],
      isShort: kind === 'delta',
      fetchBytes,
      tell: (now, measured) => {
        if (line !== mine) return;
        phase.value = now;
        figures.value = measured;
      },
      now: () => performance.now(),
      signal,
    }).finally(() => {
      if (line === mine) phase.value = undefined;
    });
  }

  function close(): void {
    line?.close();
    line = undefined;
    isMeasured = false;
    phase.value = undefined;
  }

  return { view, phase, figures, open, shared, probe, close, check };
}

async function fetchBytes(bytes: number, signal: AbortSignal): Promise<number> {
  const api = createHttpCaller({
    baseUrl: '',
    fetch: (url, init) => fetch(url, { ...init, cache: 'no-store', signal: AbortSignal.any([init.signal, signal]) }),
  });
  return (await api.call('speedProbe', { query: { bytes } })).file.size;
}
