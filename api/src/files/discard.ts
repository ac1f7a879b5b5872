import type { Log } from '@invigil/server-kit/log';
import type { FileStore } from './fileStore.ts';

export interface Files {
  files: FileStore;
  log: Log;
}

/** A file that nothing refers to costs room and nothing else, so that it stays is no reason to fail. */
export async function discard({ files, log }: Files, storageKey: string): Promise<void> {
  try {
    await files.remove(storageKey);
  } catch (err) {
    log.warn({ err, storageKey }, 'a file that is no longer needed could not be removed');
  }
}
