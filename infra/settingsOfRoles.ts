import { apiSettings, readApiSettings } from '@invigil/api/config';
import { mediaServerSettings, readMediaServerSettings } from '@invigil/media-server/config';
import { readSignalingSettings, signalingSettings } from '@invigil/signaling/config';
import { allInOneSettings, readAllInOneConfig } from './all-in-one/config.ts';
import { backupSettings, readBackupConfig } from './backup/settings.ts';

type Env = Record<string, string | undefined>;

/** What each role of the image can be told (infra/docker/invigil.sh), and how it reads it. */
export const settingsOfRoles: Record<string, { names: ReadonlySet<string>; read: (env: Env) => unknown }> = {
  'all-in-one': { names: namesOf(allInOneSettings), read: readAllInOneConfig },
  api: { names: namesOf(apiSettings), read: readApiSettings },
  signaling: { names: namesOf(signalingSettings), read: (env) => readSignalingSettings(env as NodeJS.ProcessEnv) },
  media: { names: namesOf(mediaServerSettings), read: (env) => readMediaServerSettings(env as NodeJS.ProcessEnv) },
  backup: { names: namesOf(backupSettings), read: readBackupConfig },
};

function namesOf({ shape }: { shape: object }): ReadonlySet<string> {
  return new Set(Object.keys(shape));
}
