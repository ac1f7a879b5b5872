import { AppError } from '@invigil/contract/errors';
import type { Deed } from './deed.ts';
import { inForceAlready, mustGoOn, mustNotBeStarted, notToBeUndone } from './standing.ts';

/** Where the exam lets everybody in, everybody is let in already. */
export const admitted: Deed<'admitted'> = {
  async do({ sitting, act }) {
    mustGoOn(sitting);
    mustNotBeStarted(sitting);
    if (sitting.admittedAt || !sitting.exam.admissionRequired) throw inForceAlready();
    sitting.admittedAt = act.at;
    return undefined;
  },

  async undo({ sitting }) {
    mustNotBeStarted(sitting);
    sitting.admittedAt = null;
  },
};

export const lateEntryAllowed: Deed<'lateEntryAllowed'> = {
  async do({ sitting }) {
    mustGoOn(sitting);
    mustNotBeStarted(sitting);
    if (sitting.lateEntryAllowed) throw inForceAlready();
    sitting.lateEntryAllowed = true;
    return undefined;
  },

  async undo({ sitting }) {
    mustNotBeStarted(sitting);
    sitting.lateEntryAllowed = false;
  },
};

/** Only of somebody who never began; while the exam is open they may still be let in again. */
export const noShowMarked: Deed<'noShowMarked'> = {
  async do({ sitting }) {
    if (sitting.state === 'noShow') throw inForceAlready();
    if (sitting.startedAt) throw new AppError({ code: sitting.hasEnded() ? 'sittingOver' : 'sittingBegun' });
    mustGoOn(sitting);
    sitting.state = 'noShow';
    return undefined;
  },

  async undo({ sitting, act }) {
    mustNotBeStarted(sitting);
    if (sitting.state !== 'noShow') throw notToBeUndone();
    if (act.at >= sitting.closing(act.at)) throw new AppError({ code: 'sittingOver' });
    sitting.state = 'scheduled';
    sitting.lobbyEnteredAt = null;
  },
};
