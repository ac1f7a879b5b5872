import type { DeviceRefusal, ErrorBody } from '@invigil/contract/errors';
import type { EntryGate } from '@invigil/contract/routes/entry';
import type { ExamState, SecondDisplayPolicy } from '@invigil/contract/routes/exam';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { Source } from '@invigil/contract/sources';

/** Everything that decides whether a candidate may start. */
export interface Standing {
  now: Date;
  state: SittingState;
  exam: {
    state: ExamState;
    opensAt: Date;
    lateEntryMinutes: number | null;
    /** For this candidate, by a proctor. */
    isLateEntryAllowed: boolean;
    secondDisplay: SecondDisplayPolicy;
  };
  /** Whether the candidate has started before; then only the window and the other page stand in the way. */
  isStarted: boolean;
  /** When it is over for this candidate. */
  closing: Date;
  /** Why this device may not be used; null for one that was checked. */
  deviceRefusal: DeviceRefusal | null;
  lacksTechnicalTest: boolean;
  isOpenElsewhere: boolean;
  hasAcceptedTerms: boolean;
  /** Whether a proctor has to let the candidate in, and has not yet. */
  needsAdmission: boolean;
  required: readonly Source[];
  /** The sources whose media arrives. */
  live: ReadonlySet<Source>;
  /** What the page says of itself when it starts; absent while it only asks. */
  page?: {
    /** What is shared; of the screen, what the browser says that it is. */
    captures: readonly { source: Source; surface?: string | undefined }[];
    secondDisplay: 'none' | 'connected' | 'unknown';
  };
}

type Refusal = ErrorBody | null;

/** Each gate by itself: what stands in the way at it, or null. In the order in which they are asked. */
const gates: Readonly<Record<EntryGate, (standing: Standing) => Refusal>> = {
  window: windowGate,
  device: ({ isStarted, deviceRefusal }) =>
    isStarted || deviceRefusal === null ? null : { code: 'deviceNotValidated', why: deviceRefusal },
  technicalTest: ({ isStarted, lacksTechnicalTest }) =>
    !isStarted && lacksTechnicalTest ? { code: 'technicalTestRequired' } : null,
  elsewhere: ({ isOpenElsewhere }) => (isOpenElsewhere ? { code: 'openElsewhere' } : null),
  terms: ({ isStarted, hasAcceptedTerms }) => (isStarted || hasAcceptedTerms ? null : { code: 'examTermsRequired' }),
  captures: capturesGate,
  admission: ({ isStarted, needsAdmission }) => (!isStarted && needsAdmission ? { code: 'notAdmitted' } : null),
};

export function gatesOf(standing: Standing): { gate: EntryGate; error: Refusal }[] {
  return (Object.keys(gates) as EntryGate[]).map((gate) => ({ gate, error: gates[gate](standing) }));
}

/** The first gate that is closed before the one at which a proctor lets the candidate in, if any is. */
export function refusalBeforeAdmission(standing: Standing): Refusal {
  return firstRefusal({ ...standing, needsAdmission: false });
}

/** The first gate that is closed, if any is. */
export function firstRefusal(standing: Standing): Refusal {
  return gatesOf(standing).find(({ error }) => error !== null)?.error ?? null;
}

/** What the candidate did comes before what the clock says: who handed in is told so, and not that the exam closed. */
function windowGate({ now, state, exam, isStarted, closing }: Standing): Refusal {
  if (state === 'submitted' || state === 'submitting' || state === 'timedOut') return { code: 'alreadySubmitted' };
  if (state === 'terminated') return { code: 'sittingOver' };
  if (exam.state === 'cancelled') return { code: 'examCancelled' };
  if (now < exam.opensAt) return { code: 'examNotOpen', opensAt: exam.opensAt.toISOString() };
  if (now >= closing) return { code: 'examClosed' };
  if (state === 'noShow') return { code: 'sittingOver' };
  return isStarted || exam.isLateEntryAllowed ? null : lateEntry(now, exam);
}

/** Whether it is too late to start, though the exam is open. */
export function lateEntry(
  now: Date,
  { opensAt, lateEntryMinutes }: { opensAt: Date; lateEntryMinutes?: number | null | undefined },
): Refusal {
  if (typeof lateEntryMinutes !== 'number') return null;
  const lastEntry = opensAt.getTime() + lateEntryMinutes * 60_000;
  return now.getTime() > lastEntry ? { code: 'lateEntryClosed', minutes: lateEntryMinutes } : null;
}

/**
 * The media plane decides what is shared; the page only says what the screen is of and whether there is another display,
 * which nobody but its browser can know. A browser that cannot tell of displays is not refused for it.
 */
function capturesGate({ isStarted, required, live, exam, page }: Standing): Refusal {
  if (isStarted) return null;
  const isShared = (source: Source) =>
    live.has(source) && (!page || page.captures.some((capture) => capture.source === source));
  const missing = required.filter((source) => !isShared(source));
  if (missing.length > 0) return { code: 'captureMissing', sources: missing };
  if (!page) return null;
  const screen = page.captures.find(({ source }) => source === 'screen');
  if (required.includes('screen') && screen?.surface !== 'monitor') return { code: 'surfaceNotMonitor' };
  const isRefused = exam.secondDisplay === 'refused' && page.secondDisplay === 'connected';
  return isRefused ? { code: 'secondDisplayRefused' } : null;
}
