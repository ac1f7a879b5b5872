import path from 'node:path';
import { flagSetting, portSetting, readConfig } from '@invigil/server-kit/config';
import { logLevels } from '@invigil/server-kit/log';
import { z } from 'zod';

const nodes = z.coerce.number().int().min(1).max(16);

/** The settings of `npm run cluster`. */
const clusterSettings = z.object({
  CLUSTER_DATA_DIR: z.string().default('.data-cluster').describe('Folder of the database, keys, files and logs.'),
  CLUSTER_APIS: nodes.default(2),
  CLUSTER_SIGNALINGS: nodes.default(2),
  CLUSTER_MEDIAS: nodes.default(2),
  /** 0 takes a free one. */
  CLUSTER_PORT: portSetting.default(8080),
  CLUSTER_SIGNALING_PORT: portSetting.default(8081),
  DEMO: flagSetting.default(true),
  LOG_LEVEL: z.enum(logLevels).default('info'),
});

export interface ClusterConfig {
  dataDir: string;
  apis: number;
  signalings: number;
  medias: number;
  /** TCP port of pages and api, for browsers; 0 takes a free one. */
  port: number;
  /** TCP port of the live connection, for browsers; 0 takes a free one. */
  signalingPort: number;
  /** Where browsers find signaling when something stands before that port: ws://host:port/live. */
  signalingUrl?: string;
  demo: boolean;
  logLevel: z.output<typeof clusterSettings>['LOG_LEVEL'];
  /** What the processes are given beside what the cluster gives them, such as SMTP_URL. */
  settings?: Record<string, string>;
}

/** @throws {ConfigError} listing every fault. */
export function readClusterConfig(env = process.env): ClusterConfig {
  const settings = readConfig(clusterSettings, env);
  return {
    dataDir: path.resolve(settings.CLUSTER_DATA_DIR),
    apis: settings.CLUSTER_APIS,
    signalings: settings.CLUSTER_SIGNALINGS,
    medias: settings.CLUSTER_MEDIAS,
    port: settings.CLUSTER_PORT,
    signalingPort: settings.CLUSTER_SIGNALING_PORT,
    demo: settings.DEMO,
    logLevel: settings.LOG_LEVEL,
  };
}

/** What every process of the cluster has of ours: where programs and the media worker are found. */
export const inheritedEnvironment = (): Record<string, string | undefined> => ({ ...process.env });
