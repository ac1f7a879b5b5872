import { AppError } from '@invigil/contract/errors';
import type { Sitting } from '../sittings/sitting.ts';

/** @throws {AppError} sittingOver. */
export function mustGoOn(sitting: Sitting): void {
  if (sitting.hasEnded()) throw new AppError({ code: 'sittingOver' });
}

/**
 * That it is being written at `now`, paused or not.
 * @throws {AppError} sittingOver, sittingNotStarted.
 */
export function mustBeWritten(sitting: Sitting, now: Date): void {
  mustGoOn(sitting);
  if (!sitting.startedAt) throw new AppError({ code: 'sittingNotStarted' });
  if (now >= sitting.closing(now)) throw new AppError({ code: 'sittingOver' });
}

/** @throws {AppError} sittingBegun. */
export function mustNotBeStarted({ startedAt }: Sitting): void {
  if (startedAt) throw new AppError({ code: 'sittingBegun' });
}

export const inForceAlready = () => new AppError({ code: 'alreadyInForce' });
export const notToBeUndone = () => new AppError({ code: 'cannotBeUndone' });
