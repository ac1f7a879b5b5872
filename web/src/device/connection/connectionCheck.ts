import type { CheckedStep, ConnectionThresholds } from '@invigil/contract/deviceCheckSteps';
import type { DeviceFault } from '@invigil/contract/deviceFaults';
import { AppError } from '@invigil/contract/errors';
import type { Source } from '@invigil/contract/sources';
import { waitFor } from '../../dashboard/dashboardFeed.ts';
import type { CheckLine, LineView } from './checkLine.ts';
import { type ConnectionFigures, factsOf, judgeConnection, sendingFigures } from './connectionFigures.ts';
import { type ConnectionSample, type Stats, sampleOf } from './connectionSamples.ts';
import { downloadSpeed } from './downloadSpeed.ts';

export type ConnectionPhase = 'connecting' | 'sending' | 'downloading' | 'reconnecting';

/** A line as far as it is measured. */
export interface MeasuredLine extends Pick<CheckLine, 'view' | 'until' | 'cut'> {
  stats: () => Promise<Stats | undefined>;
}

export interface ConnectionParts {
  line: MeasuredLine;
  /** What is shared, and must arrive. */
  sources: readonly Source[];
  /** Asked once the line stands. */
  thresholds: () => Promise<ConnectionThresholds>;
  /** How long sending is measured, in milliseconds. */
  sendMs: number;
  /** Without download and reconnection, which take seconds. */
  isShort: boolean;
  fetchBytes: (bytes: number, signal: AbortSignal) => Promise<number>;
  tell: (phase: ConnectionPhase, figures: ConnectionFigures) => void;
  /** Milliseconds of a clock that only goes forward. */
  now: () => number;
  /** Ends the measurement with what it has. */
  signal: AbortSignal;
}

const socketMs = 12_000;
const liveMs = 15_000;
const backMs = 15_000;
/** What comes back after a cut must still be waited for. */
const downloadMs = 10_000;
const sampleMs = 500;

/**
 * Measures the way to the media server itself: that what is shared arrives there, what the line bears, and that it comes
 * back after a cut. Throws the AppError with which the server refused the line.
 */
export async function checkConnection(parts: ConnectionParts): Promise<CheckedStep> {
  const { line, sources, signal, thresholds, tell } = parts;
  let figures: ConnectionFigures = { live: [] };
  const found = (fault: DeviceFault) => {
    return { step: 'connection' as const, outcome: 'failed' as const, fault, facts: factsOf(figures) };
  };
  const learn = (more: Partial<ConnectionFigures>) => {
    figures = { ...figures, ...more };
  };

  tell('connecting', figures);
  const isUp = await line.until(({ socket }) => socket === 'live' || socket === 'ended', within(signal, socketMs));
  if (line.view.error !== undefined) throw new AppError(line.view.error);
  if (!isUp) return found('socketBlocked');
  const arrives = await line.until((view) => allLive(view, sources) || view.socket === 'ended', within(signal, liveMs));
  learn({ live: sources.filter((source) => isLive(line.view, source)) });
  if (line.view.error !== undefined) throw new AppError(line.view.error);
  if (!arrives) return found(line.view.media === 'connected' ? 'notSeenByServer' : 'iceFailed');

  let wasCut = false;
  const look = () => {
    wasCut ||= !isJoined(line.view, sources);
    return !wasCut;
  };
  if (sources.length > 0)
    await sendFor(
      parts,
      (sending) => learn(sending),
      () => {
        tell('sending', figures);
        return look();
      },
    );
  if (!parts.isShort && !signal.aborted) {
    tell('downloading', figures);
    const downloadKbps = await download(parts);
    if (downloadKbps === 'cut') wasCut = true;
    else learn({ downloadKbps });
    look();
  }
  if ((!parts.isShort || wasCut) && !signal.aborted) {
    tell('reconnecting', figures);
    const back = await comeBack(parts);
    if (line.view.error !== undefined) throw new AppError(line.view.error);
    if (typeof back === 'string') return found(back);
    learn({ reconnectMs: back });
  }
  if (signal.aborted && !isWhole(line.view, sources)) return found('connectionCut');
  return judgeConnection(figures, await thresholds(), { timedOut: signal.aborted, wasCut });
}

/** @returns kilobits a second; undefined when nothing came in time; or that the server was not reached any more. */
async function download(parts: ConnectionParts): Promise<number | 'cut' | undefined> {
  const signal = within(parts.signal, downloadMs);
  const fetchBytes = (bytes: number) => parts.fetchBytes(bytes, signal);
  try {
    return await downloadSpeed({ fetchBytes, now: parts.now, signal });
  } catch (fault) {
    if (fault instanceof AppError && (fault.code === 'unavailable' || fault.code === 'timeout')) return 'cut';
    throw fault;
  }
}

/** Samples while everything is sent at its sharpest, and as long as `goesOn` says so. */
async function sendFor(
  parts: ConnectionParts,
  learn: (figures: Partial<ConnectionFigures>) => void,
  goesOn: () => boolean,
): Promise<void> {
  const { now, sendMs, signal } = parts;
  const samples: ConnectionSample[] = [];
  const endsAt = now() + sendMs;
  while (goesOn() && !signal.aborted) {
    const sample = await sampleNow(parts);
    if (sample !== undefined) samples.push(sample);
    learn(sendingFigures(samples));
    if (!goesOn() || now() >= endsAt) return;
    await waitFor(sampleMs, signal);
  }
}

/**
 * Cuts a line that stands, or waits for one that was cut.
 * @returns the milliseconds until all was back; undefined when the time was out before it was heard; or what did not come
 * back.
 */
async function comeBack(parts: ConnectionParts): Promise<number | DeviceFault | undefined> {
  const { line, now, sources, signal } = parts;
  const beganAt = now();
  const patience = within(signal, backMs);
  if (isJoined(line.view, sources)) {
    line.cut();
    // A line that is cut and back before anybody looks is back as well.
    await line.until(({ socket }) => socket !== 'live', within(patience, 2_000));
  }
  const isBack = await line.until((view) => isWhole(view, sources), patience);
  if (isBack && (await isHeardAgain(parts, patience))) return Math.round(now() - beganAt);
  if (signal.aborted) return undefined;
  return line.view.socket === 'live' ? 'iceFailed' : 'connectionCut';
}

/** Whether the server reports on what is sent now: its next report tells that media arrives over the new path. */
async function isHeardAgain(parts: ConnectionParts, patience: AbortSignal): Promise<boolean> {
  if (parts.sources.length === 0) return true;
  const before = (await sampleNow(parts))?.reports ?? 0;
  while (!patience.aborted) {
    if (((await sampleNow(parts))?.reports ?? 0) > before) return true;
    await waitFor(sampleMs / 2, patience);
  }
  return false;
}

async function sampleNow({ line, now }: ConnectionParts): Promise<ConnectionSample | undefined> {
  const stats = await line.stats();
  return stats === undefined ? undefined : sampleOf(stats, now());
}

const within = (signal: AbortSignal, ms: number) => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
const isLive = ({ links }: LineView, source: Source) => links[source] === 'live' || links[source] === 'low';
const allLive = (view: LineView, sources: readonly Source[]) => sources.every((source) => isLive(view, source));
const isJoined = ({ socket, media }: LineView, sources: readonly Source[]) =>
  socket === 'live' && (sources.length === 0 || media === 'connected');
const isWhole = (view: LineView, sources: readonly Source[]) => isJoined(view, sources) && allLive(view, sources);
