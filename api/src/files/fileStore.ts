import { open } from 'node:fs/promises';
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

  /** Harmless when there is no such file. */
  remove(key: string): Promise<void> {
    return this.#disk.delete(key);
  }
}

async function syncToDisk(place: string): Promise<void> {
  const handle = await open(place);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
