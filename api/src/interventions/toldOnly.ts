import type { Deed } from './deed.ts';
import { mustGoOn } from './standing.ts';

/** What is only said changes nothing; it can be withdrawn at any time, also when all is over. */
const said = {
  async do({ sitting }) {
    mustGoOn(sitting);
    return undefined;
  },
  async undo() {},
} satisfies Deed<'warned'>;

export const warned: Deed<'warned'> = said;
export const viewRequested: Deed<'viewRequested'> = said;
/** What the team tells itself. */
export const snoozed: Deed<'snoozed'> = said;
