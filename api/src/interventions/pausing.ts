import { beginPause, settle, settlePause } from '../writing/faultCredits.ts';
import type { Deed } from './deed.ts';
import { inForceAlready, mustBeWritten, mustGoOn, notToBeUndone } from './standing.ts';

/**
 * Nothing is written until it is undone. Whatever stopped the writing before is settled first, so that no second counts
 * twice; a page whose captures are still gone pauses itself again afterwards.
 */
export const paused: Deed<'paused'> = {
  async do({ tx, sitting, act }) {
    mustBeWritten(sitting, act.at);
    if (sitting.pausedBy === 'proctor') throw inForceAlready();
    await settle(tx, sitting, act);
    sitting.lastSeenAt = act.at;
    beginPause(tx, sitting, { reason: 'proctor', at: act.at });
    return undefined;
  },

  async undo({ tx, sitting, act }) {
    mustGoOn(sitting);
    if (sitting.pausedBy !== 'proctor') throw notToBeUndone();
    await settlePause(tx, sitting, act);
    sitting.state = 'writing';
    // The pause counted the time in which its page may have been gone.
    sitting.lastSeenAt = act.at;
  },
};
