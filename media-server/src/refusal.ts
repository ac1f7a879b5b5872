import { AppError } from '@invigil/contract/errors';
import type { Log } from '@invigil/server-kit/log';
import { NotFoundError, WorkerClosedError } from 'mediasoup/errors';

/** What a call gets whose worker died under it: the same call a moment later finds the spare one. */
export const workerGone = (cause?: unknown) => new AppError({ code: 'unavailable', retryAfterSeconds: 1 }, { cause });

/**
 * Asks mediasoup for something whose parameters came from a browser.
 * @throws {AppError} `mediaRefused` when mediasoup refuses them, `transportNotFound` when the object is gone meanwhile,
 * `unavailable` when its worker is.
 */
export async function askMediasoup<R>(log: Log, doing: string, ask: () => Promise<R>): Promise<R> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (cause instanceof WorkerClosedError) throw workerGone(cause);
    if (cause instanceof NotFoundError) throw new AppError({ code: 'transportNotFound' }, { cause });
    log.debug({ err: cause, doing }, 'mediasoup refused');
    throw new AppError({ code: 'mediaRefused' }, { cause });
  }
}
