import path from 'node:path';
import type { Keys } from '../all-in-one/keys.ts';
import { type ClusterConfig, inheritedEnvironment } from './config.ts';

/** Where everything of a cluster is. */
export interface Addresses {
  url: string;
  signalingUrl: string;
  databaseUrl: string;
  redisUrl: string;
}

/** The environment of each node, as an operator would write it. */
export class Environments {
  readonly #config: ClusterConfig;
  readonly #addresses: Addresses;
  readonly #keys: Keys;

  constructor(config: ClusterConfig, addresses: Addresses, keys: Keys) {
    this.#config = config;
    this.#addresses = addresses;
    this.#keys = keys;
  }

  api(name: string, { port, opsPort, isFirst }: { port: number; opsPort: number; isFirst: boolean }) {
    const { url, signalingUrl, databaseUrl } = this.#addresses;
    const { dataDir, demo } = this.#config;
    return {
      ...this.#common(name, opsPort),
      HOST: '127.0.0.1',
      PORT: `${port}`,
      DATABASE_URL: databaseUrl,
      // One process fills the empty database; the others find it filled.
      DEMO: `${demo && isFirst}`,
      SIGNALING_URL: signalingUrl,
      JOIN_TOKEN_PRIVATE_JWK: JSON.stringify(this.#keys.joinToken.privateJwk),
      ACCESS_CODE_KEY: this.#keys.accessCodeKey,
      PUBLIC_URL: url,
      ALLOWED_ORIGINS: url,
      // The pages are on loopback, where browsers take a cookie without TLS.
      SECURE_COOKIES: 'false',
      WEB_ROOT: path.resolve(import.meta.dirname, '../../web/dist'),
      FILES_DIR: path.join(dataDir, 'files'),
      OUTBOX_DIR: path.join(dataDir, 'outbox'),
      ...this.#config.settings,
    };
  }

  signaling(name: string, { port, opsPort }: { port: number; opsPort: number }) {
    return {
      ...this.#common(name, opsPort),
      SIGNALING_HOST: '127.0.0.1',
      SIGNALING_PORT: `${port}`,
      ALLOWED_ORIGINS: this.#addresses.url,
      JOIN_TOKEN_PUBLIC_JWK: JSON.stringify(this.#keys.joinToken.publicJwk),
      ...this.#config.settings,
    };
  }

  mediaServer(name: string, { opsPort }: { opsPort: number }) {
    return {
      ...this.#common(name, opsPort),
      MEDIA_HOST: '127.0.0.1',
      MEDIA_PORT: '0',
      MEDIA_WORKERS: '1',
      SPARE_WORKERS: '1',
      ...this.#config.settings,
    };
  }

  #common(name: string, opsPort: number) {
    return {
      ...inheritedEnvironment(),
      NODE_ID: name,
      REDIS_URL: this.#addresses.redisUrl,
      OPS_PORT: `${opsPort}`,
      LOG_LEVEL: this.#config.logLevel,
    };
  }
}
