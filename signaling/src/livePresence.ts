import { AppError } from '@invigil/contract/errors';
import type { Candidate } from './candidate.ts';
import type { Proctor } from './proctor.ts';

export type LivePresence = Candidate | Proctor;

/** @throws {AppError} forbidden unless it is a candidate's. */
export function asCandidate(presence: LivePresence): Candidate {
  if (presence.role === 'candidate') return presence;
  throw new AppError({ code: 'forbidden' });
}

/** @throws {AppError} forbidden unless it is a proctor's. */
export function asProctor(presence: LivePresence): Proctor {
  if (presence.role === 'proctor') return presence;
  throw new AppError({ code: 'forbidden' });
}
