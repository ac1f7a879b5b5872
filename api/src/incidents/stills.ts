import { AppError } from '@invigil/contract/errors';
import type { SittingId, StillId } from '@invigil/contract/ids';
import type { Log } from '@invigil/server-kit/log';
import { sql } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FileStore } from '../files/fileStore.ts';
import { Still } from './still.ts';

/** A picture every ten seconds of two sources for four hours; whoever sends more fills the store. */
const mostStills = 3_000;

/** @throws {AppError} fileTypeRefused unless the bytes begin and end as a JPEG picture does. */
export function mustBeJpeg(bytes: Buffer): void {
  const isJpeg =
    bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) &&
    bytes.subarray(-2).equals(Buffer.from([0xff, 0xd9]));
  if (!isJpeg) throw new AppError({ code: 'fileTypeRefused', allowed: 'image/jpeg' });
}

export interface GivenStill {
  stillId: StillId;
  sittingId: SittingId;
  source: Still['source'];
  takenAt: Date;
  bytes: Buffer;
  now: Date;
}

/**
 * Keeps a picture; the same id again adds nothing.
 * @throws {AppError} notFound when the id is one of another sitting's, tooManyRequests when the sitting has too many.
 */
export async function keepStill(
  em: EntityManager,
  { files, log }: { files: FileStore; log: Log },
  { stillId, sittingId, source, takenAt, bytes, now }: GivenStill,
): Promise<void> {
  const known = await em.findOne(Still, { id: stillId });
  if (known && known.sitting.id !== sittingId) throw new AppError({ code: 'notFound' });
  if (known) return;
  if ((await em.count(Still, { sitting: sittingId })) >= mostStills) {
    throw new AppError({ code: 'tooManyRequests', retryAfterSeconds: 3_600 });
  }
  const storageKey = `stills/${sittingId}/${stillId}.jpg`;
  await files.put(storageKey, bytes);
  // The same upload twice at once wrote the same file; one of them writes it down.
  await em.execute(sql`
    insert into still (id, sitting_id, source, taken_at, byte_size, storage_key, uploaded_at)
    values (${stillId}, ${sittingId}, ${source}, ${takenAt}, ${bytes.length}, ${storageKey}, ${now})
    on conflict do nothing`);
  log.debug({ sittingId, stillId }, 'kept a still');
}
