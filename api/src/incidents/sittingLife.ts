import { AppError } from '@invigil/contract/errors';
import { limits } from '@invigil/contract/limits';
import type { Sitting } from '../sittings/sitting.ts';

/** When things can happen in a sitting, by the server's clock. */
export interface SittingLife {
  from: Date;
  until: Date;
}

/**
 * From the opening, or from now before it, until it was handed in or its time was over, and never in the future.
 * @throws {AppError} sittingOver when nothing is taken any more, a day after that. The exam must be populated.
 */
export function lifeOf(sitting: Sitting, now: Date): SittingLife {
  const end = sitting.submittedAt ?? sitting.closing(now);
  if (now.getTime() >= end.getTime() + limits.lateMs) throw new AppError({ code: 'sittingOver' });
  const from = earlier(sitting.exam.opensAt, now);
  return { from, until: earlier(now, later(from, end)) };
}

export const within = ({ from, until }: SittingLife, at: Date): Date => earlier(until, later(from, at));

const earlier = (a: Date, b: Date): Date => (a < b ? a : b);
const later = (a: Date, b: Date): Date => (a > b ? a : b);
