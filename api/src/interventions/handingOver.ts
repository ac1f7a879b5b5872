import { AppError } from '@invigil/contract/errors';
import { Account } from '../accounts/account.ts';
import { Room } from '../rooms/room.ts';
import type { Deed } from './deed.ts';
import { inForceAlready, mustGoOn, notToBeUndone } from './standing.ts';

/** To somebody of the team of its room; who wants it back hands it over again. */
export const handedOver: Deed<'handedOver'> = {
  async do({ tx, sitting }, { to }) {
    mustGoOn(sitting);
    if ((await tx.count(Room, { id: sitting.room.id, proctors: to })) === 0) throw new AppError({ code: 'notFound' });
    if (sitting.proctor?.id === to) throw inForceAlready();
    sitting.proctor = tx.getReference(Account, to);
    return undefined;
  },

  async undo() {
    throw notToBeUndone();
  },
};
