import { AppError } from '@invigil/contract/errors';
import type { PageId } from '@invigil/contract/ids';
import type { Sitting } from '../sittings/sitting.ts';

/** What was done just before the end, or before a pause, takes so long at most to arrive. Milliseconds. */
export const transitMs = 2_000;

/**
 * Whether something that a page did at `at`, by the server's clock, belongs to the writing. The sitting is locked and has
 * its exam; see `lockMySitting`. Saves are told of the time they were typed at, so that what was typed before the end
 * counts as long as nothing was handed in; after that all of it is `sittingOver`, and kept as late.
 * @throws {AppError} sittingNotStarted, sittingOver, openElsewhere, writingPaused.
 */
export function mustBeWritable(sitting: Sitting, pageId: PageId, at: Date): void {
  mustBeUnderWay(sitting, at);
  mustHoldWriting(sitting, pageId);
  const { pausedAt } = sitting;
  if (pausedAt && at.getTime() > pausedAt.getTime() + transitMs) throw new AppError({ code: 'writingPaused' });
}

/** @throws {AppError} sittingNotStarted, sittingOver. */
export function mustBeUnderWay(sitting: Sitting, at: Date): void {
  if (sitting.hasEnded()) throw new AppError({ code: 'sittingOver' });
  if (!sitting.startedAt) throw new AppError({ code: 'sittingNotStarted' });
  if (at.getTime() >= sitting.closing(at).getTime() + transitMs) throw new AppError({ code: 'sittingOver' });
}

/** @throws {AppError} openElsewhere. */
export function mustHoldWriting({ writingPageId }: Sitting, pageId: PageId): void {
  if (writingPageId !== pageId) throw new AppError({ code: 'openElsewhere' });
}
