import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { generateJoinKeys, joinKeys } from '@invigil/server-kit/joinToken';
import { z } from 'zod';
import { writePrivately } from './privateFile.ts';
import { StartFailure } from './startFailure.ts';

const keys = z.strictObject({ joinToken: joinKeys });
export type Keys = z.infer<typeof keys>;

/**
 * The secrets of this installation, made on the first start.
 * @throws {StartFailure} when they cannot be read.
 */
export async function readKeys(dataDir: string): Promise<Keys> {
  const file = path.join(dataDir, 'keys.json');
  if (!existsSync(file)) {
    const made = { joinToken: await generateJoinKeys() };
    writePrivately(file, JSON.stringify(made));
    return made;
  }
  try {
    return keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new StartFailure(`${file} cannot be read; restore it, or delete it to have new keys made.`, { cause });
  }
}
