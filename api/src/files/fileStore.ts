import type { Readable } from 'node:stream';
import { Disk } from 'flydrive';
import { FSDriver } from 'flydrive/drivers/fs';

/** The bytes of uploaded files, by a key that the database holds. Every api process must see the same ones. */
export class FileStore {
  readonly #disk: Disk;

  /** @param folder made when the first file is put into it. */
  constructor(folder: string) {
    this.#disk = new Disk(new FSDriver({ location: folder, visibility: 'private' }));
  }

  put(key: string, bytes: Buffer): Promise<void> {
    return this.#disk.put(key, bytes);
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
