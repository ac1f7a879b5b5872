import { randomBytes } from 'node:crypto';
import { generateJoinKeys } from '@invigil/server-kit/joinToken';

/** Letters, digits, - and _: as it is in a URL, a shell and a file of settings. */
const secret = () => randomBytes(32).toString('base64url');

/** Fresh secrets of an installation of many processes, by the names of their settings. */
export async function newSecrets(): Promise<Record<string, string>> {
  const { privateJwk, publicJwk } = await generateJoinKeys();
  return {
    JOIN_TOKEN_PRIVATE_JWK: JSON.stringify(privateJwk),
    JOIN_TOKEN_PUBLIC_JWK: JSON.stringify(publicJwk),
    ACCESS_CODE_KEY: secret(),
    TURN_SECRET: secret(),
    POSTGRES_PASSWORD: secret(),
    GRAFANA_READER_PASSWORD: secret(),
    REDIS_PASSWORD: secret(),
    GRAFANA_PASSWORD: secret(),
  };
}

/** The text of a file of settings, for Compose and `kubectl create secret --from-env-file` alike: nothing is quoted. */
export function envText(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
