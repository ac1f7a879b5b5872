import { secondsBetween } from '../sittings/sitting.ts';
import { giveBack, settle } from '../writing/faultCredits.ts';
import type { Deed } from './deed.ts';
import { inForceAlready, mustBeWritten, notToBeUndone } from './standing.ts';

/** What is saved stays as it is, and is kept as the copy once nobody can undo this any longer. */
export const terminated: Deed<'terminated'> = {
  async do({ tx, sitting, act }) {
    if (sitting.state === 'terminated') throw inForceAlready();
    mustBeWritten(sitting, act.at);
    await settle(tx, sitting, act);
    sitting.state = 'terminated';
    sitting.terminatedAt = act.at;
    return undefined;
  },

  async undo({ tx, sitting, act }) {
    const { state, terminatedAt, frozenAt } = sitting;
    if (state !== 'terminated' || !terminatedAt || frozenAt) throw notToBeUndone();
    giveBack(tx, sitting, { seconds: secondsBetween(terminatedAt, act.at), reason: 'proctor', act });
    sitting.state = 'writing';
    sitting.terminatedAt = null;
    // Its page was sent away, and is no absence.
    sitting.lastSeenAt = act.at;
  },
};
