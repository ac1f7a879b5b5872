import { questionId, type SittingId, sittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { type DBSchema, openDB } from 'idb';
import { z } from 'zod';

/** A file that was chosen and that the server does not have yet, with its bytes. */
export const keptFile = z.object({
  key: z.uuid(),
  sittingId,
  questionId,
  fileName: z.string().min(1),
  bytes: z.instanceof(Blob),
  /** Milliseconds of this device's clock. */
  chosenAt: z.number(),
});
export type KeptFile = z.infer<typeof keptFile>;

/** Where files lie until the server has them. */
export interface FileStore {
  /** Everything that waits for this sitting, the oldest first. What no server would take any more is thrown away. */
  all(sitting: SittingId, now: number): Promise<KeptFile[]>;
  put(file: KeptFile): Promise<void>;
  remove(key: string): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  files: { key: string; value: unknown };
}

/**
 * Keeps files in IndexedDB, beside the answers.
 * @throws when this browser keeps nothing for this site.
 */
export async function openFileStore(name = 'invigil.writing.files'): Promise<FileStore> {
  const db = await openDB<Schema>(name, 1, {
    upgrade(created) {
      created.createObjectStore('files', { keyPath: 'key' });
    },
    // A newer page wants to change the store: it must not wait for this one.
    blocking: () => db.close(),
  });

  return {
    async all(sitting, now) {
      const turn = db.transaction('files', 'readwrite');
      const files: KeptFile[] = [];
      for await (const cursor of turn.store) {
        const { data } = keptFile.safeParse(cursor.value);
        if (data === undefined || data.chosenAt < now - limits.lateMs) await cursor.delete();
        else if (data.sittingId === sitting) files.push(data);
      }
      await turn.done;
      return files.sort((a, b) => a.chosenAt - b.chosenAt);
    },
    async put(file) {
      await db.put('files', file);
    },
    async remove(key) {
      await db.delete('files', key);
    },
    close: () => db.close(),
  };
}
