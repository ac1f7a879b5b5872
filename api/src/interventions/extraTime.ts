import type { Deed } from './deed.ts';
import { mustGoOn } from './standing.ts';

export const timeAdded: Deed<'timeAdded'> = {
  async do({ sitting }, { minutes }) {
    mustGoOn(sitting);
    sitting.extraMinutes += minutes;
    return { minutes };
  },

  async undo({ sitting }, { before }) {
    mustGoOn(sitting);
    const added = typeof before?.minutes === 'number' ? before.minutes : 0;
    // An admin may have set it meanwhile.
    sitting.extraMinutes = Math.max(0, sitting.extraMinutes - added);
  },
};
