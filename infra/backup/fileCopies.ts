import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Manifest } from './manifest.ts';

type FileRecord = Manifest['files'][number];

/** Copies every file of a folder, and tells name (relative), size and hash of each. A folder that is not there is empty. */
export async function copyFiles(from: string, to: string): Promise<FileRecord[]> {
  if (!existsSync(from)) return [];
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)))
    .sort();
  const records: FileRecord[] = [];
  for (const name of names) {
    const copied = await copyFile(path.join(from, name), path.join(to, name));
    if (copied) records.push({ name, ...copied });
  }
  return records;
}

/** Undefined when the file has gone since it was listed, as an answer's file does that its candidate takes back. */
async function copyFile(from: string, to: string): Promise<Omit<FileRecord, 'name'> | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  const tally = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      bytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  try {
    await pipeline(createReadStream(from), tally, createWriteStream(to, { mode: 0o600, flush: true }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(from)) return undefined;
    throw error;
  }
  return { bytes, sha256: hash.digest('hex') };
}
