import { sittingId } from '../ids.ts';
import type { ProctoredSitting } from '../proctoredSitting.ts';

/** For tests: a sitting that is being written, of which there is nothing else to say than these changes. */
export function aProctoredSitting(changes: Partial<ProctoredSitting> = {}): ProctoredSitting {
  return {
    sittingId: sittingId.parse('0193e6a0-0000-7000-8000-000000000001'),
    version: 1,
    state: 'writing',
    deadline: null,
    extraMinutes: 0,
    creditedSeconds: 0,
    pausedBy: null,
    admittedAt: null,
    lateEntryAllowed: false,
    proctorId: null,
    hand: null,
    unread: null,
    lastIntervention: null,
    inForce: { paused: null, terminated: null },
    views: [],
    snoozed: null,
    progress: { answered: 0, questions: 0, words: 0 },
    looked: null,
    ...changes,
  };
}
