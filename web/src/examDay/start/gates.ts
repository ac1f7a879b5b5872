import type { ErrorBody } from '@invigil/contract/errors';
import type { LinkState } from '@invigil/contract/live';
import type { EntryGate, SittingEntry } from '@invigil/contract/routes/entry';
import type { Source } from '@invigil/contract/sources';
import type { CaptureTrouble } from '../../live/captures.ts';
import type { SecondDisplay } from '../detectors/watchDisplays.ts';

/** What stands before a start, in the order in which it is shown. */
export type StartGate =
  | 'browser'
  | 'window'
  | 'device'
  | 'technicalTest'
  | 'elsewhere'
  | 'display'
  | 'screen'
  | 'webcam'
  | 'microphone'
  | 'terms'
  | 'admission';

/** `waiting` opens by itself; `todo` and `fault` wait for the candidate, one before and one after something went wrong. */
export type GateState = 'done' | 'todo' | 'waiting' | 'fault';

export interface GateRow {
  gate: StartGate;
  state: GateState;
  /** Why it is closed, as the server or the browser says. */
  error: ErrorBody | undefined;
}

/** What this page knows beside the server's answer. */
export interface PageFacts {
  secondDisplay: SecondDisplay;
  /** Of each source: how it arrives, and what went wrong with it here. */
  shares: Readonly<Record<Source, { link: LinkState; trouble: CaptureTrouble | undefined }>>;
  /** The line said that a proctor has let the candidate in, and the server was not asked since. */
  isAdmitted: boolean;
}

/** Every gate that this exam has, and only those. */
export function gateRows(entry: Pick<SittingEntry, 'exam' | 'gates'>, page: PageFacts): GateRow[] {
  const { rules } = entry.exam;
  const served = (gate: EntryGate, closed: GateState): GateRow => {
    const error = entry.gates.find((one) => one.gate === gate)?.error ?? undefined;
    return { gate: gate as StartGate, state: error === undefined ? 'done' : stateOf(error, closed), error };
  };
  return [
    { gate: 'browser', state: 'done', error: undefined },
    served('window', 'fault'),
    served('device', 'todo'),
    ...(rules.technicalTest ? [served('technicalTest', 'todo')] : []),
    ...[served('elsewhere', 'fault')].filter(({ state }) => state !== 'done'),
    ...(rules.secondDisplay === 'allowed' ? [] : [displayRow(rules.secondDisplay, page.secondDisplay)]),
    ...requiredSources(rules).map((source) => shareRow(source, page.shares[source])),
    served('terms', 'todo'),
    ...(rules.admission ? [admissionRow(served('admission', 'waiting'), page.isAdmitted)] : []),
  ];
}

/** Whether all that is left before the start is that a proctor lets the candidate in. */
export function isAtTheDoor(rows: readonly GateRow[]): boolean {
  return closedGates(rows).join() === 'admission';
}

/** What is still missing before the start; nothing when it may be pressed. */
export function closedGates(rows: readonly GateRow[]): StartGate[] {
  return rows.filter(({ state }) => state !== 'done').map(({ gate }) => gate);
}

/** The screen first: choosing it is what takes longest. */
const shareOrder = ['screen', 'webcam', 'microphone'] as const satisfies readonly Source[];

/** What this exam asks to share, in the order in which it is asked. */
export function requiredSources(rules: Readonly<Record<Source, boolean>>): Source[] {
  return shareOrder.filter((source) => rules[source]);
}

function stateOf(error: ErrorBody, closed: GateState): GateState {
  if (error.code === 'examNotOpen') return 'waiting';
  const isBad = error.code === 'deviceNotValidated' && error.why === 'failed';
  return isBad ? 'fault' : closed;
}

function displayRow(policy: 'warned' | 'refused', displays: SecondDisplay): GateRow {
  if (displays !== 'connected') return { gate: 'display', state: 'done', error: undefined };
  return policy === 'refused'
    ? { gate: 'display', state: 'fault', error: { code: 'secondDisplayRefused' } }
    : { gate: 'display', state: 'done', error: { code: 'screenExtended' } };
}

function admissionRow(row: GateRow, isAdmitted: boolean): GateRow {
  return isAdmitted ? { gate: 'admission', state: 'done', error: undefined } : row;
}

/** A share counts once the server has said that it arrives. */
function shareRow(source: Source, { link, trouble }: PageFacts['shares'][Source]): GateRow {
  if (link === 'live' || link === 'low') return { gate: source, state: 'done', error: undefined };
  if (trouble !== undefined) return { gate: source, state: 'fault', error: undefined };
  return { gate: source, state: link === 'off' ? 'todo' : 'waiting', error: undefined };
}
