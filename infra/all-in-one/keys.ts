import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { accessCodeKey } from '@invigil/api/onboardingSettings';
import { generateJoinKeys, joinKeys } from '@invigil/server-kit/joinToken';
import { z } from 'zod';
import { writePrivately } from './privateFile.ts';
import { StartFailure } from './startFailure.ts';

const keys = z.strictObject({ joinToken: joinKeys, accessCodeKey });
export type Keys = z.infer<typeof keys>;
/** What the file may hold: an installation older than a key has it made now. */
const storedKeys = keys.partial({ accessCodeKey: true });

const newAccessCodeKey = () => randomBytes(32).toString('base64url');

/**
 * The secrets of this installation, made on the first start.
 * @throws {StartFailure} when they cannot be read.
 */
export async function readKeys(dataDir: string): Promise<Keys> {
  const file = path.join(dataDir, 'keys.json');
  if (!existsSync(file)) {
    return write(file, { joinToken: await generateJoinKeys(), accessCodeKey: newAccessCodeKey() });
  }
  try {
    const { joinToken, accessCodeKey } = storedKeys.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (accessCodeKey !== undefined) return { joinToken, accessCodeKey };
    return write(file, { joinToken, accessCodeKey: newAccessCodeKey() });
  } catch (cause) {
    throw new StartFailure(`${file} cannot be read; restore it, or delete it to have new keys made.`, { cause });
  }
}

function write(file: string, made: Keys): Keys {
  writePrivately(file, JSON.stringify(made));
  return made;
}
