import type { Dirent } from 'node:fs';
import { open, opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';

/** The bytes of uploaded files, by a key that the database holds. Every api process must see the same ones. */
export class FileStore {
  readonly #disk: Disk;
  readonly #folder: string;

  /** @param folder made when the first file is put into it. */
  constructor(folder: string) {
    this.#folder = path.resolve(folder);
    this.#disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }));
  }

  /** Resolves when the bytes, and the way to them, are on the disk and survive a loss of power. */
  async put(key: string, bytes: Buffer): Promise<void> {
    await this.#disk.put(key, bytes);
    let place = path.join(this.#folder, key);
    await syncToDisk(place);
    while (place.length > this.#folder.length) {
      place = path.dirname(place);
      await syncToDisk(place);
    }
  }

  /** @throws when there is no such file, before anything of it is sent. */
  async read(key: string): Promise<Readable> {
    if (!(await this.#disk.exists(key))) throw new Error(`the file ${key} is missing from the store`);
    return this.#disk.getStream(key);
  }

  /** The keys of files that were last written before an instant, in no order; reads folder by folder, never all at once. */
  async *keysOlderThan(before: Date, folder = ''): AsyncGenerator<string> {
    for await (const entry of await folderOf(path.join(this.#folder, folder))) {
      const key = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) yield* this.keysOlderThan(before, key);
      else if ((await lastWritten(path.join(this.#folder, key))) < before.getTime()) yield key;
    }
  }

  /** Harmless when there is no such file. */
  remove(key: string): Promise<void> {
    return this.#disk.delete(key);
  }
}

/** None when there is no such folder, as before the first file. */
async function folderOf(place: string): Promise<AsyncIterable<Dirent>> {
  try {
    return await opendir(place);
  } catch (error) {
    if (isAbsent(error)) return none();
    throw error;
  }
}

async function* none(): AsyncGenerator<Dirent> {}

/** Milliseconds since the epoch; never before anything when it went meanwhile. */
async function lastWritten(place: string): Promise<number> {
  try {
    return (await stat(place)).mtimeMs;
  } catch (error) {
    if (isAbsent(error)) return Number.POSITIVE_INFINITY;
    throw error;
  }
}

const isAbsent = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function syncToDisk(place: string): Promise<void> {
  const handle = await open(place);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
