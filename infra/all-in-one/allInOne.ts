import { existsSync } from 'node:fs';
import path from 'node:path';
import { createApi } from '@invigil/api/api';
import { nodeId } from '@invigil/contract/ids';
import { createMediaServer, type MediaServer } from '@invigil/media-server/mediaServer';
import { systemClock } from '@invigil/server-kit/clock';
import { LocalHub } from '@invigil/server-kit/cluster/local';
import { Lifecycle, StoppedWhileStarting } from '@invigil/server-kit/lifecycle';
import type { Log } from '@invigil/server-kit/log';
import { Metrics } from '@invigil/server-kit/metrics';
import { openOps } from '@invigil/server-kit/ops';
import { createSignaling } from '@invigil/signaling/signaling';
import { announcedAddress, ownOrigins, pageUrl, signalingUrlOf } from './addresses.ts';
import type { AllInOneConfig } from './config.ts';
import { connectDatabase } from './database/connectDatabase.ts';
import { EmbeddedDatabase } from './database/embeddedDatabase.ts';
import { lockDataFolder } from './dataFolder.ts';
import { readKeys } from './keys.ts';
import { openLogFile } from './logFile.ts';
import { mailLine } from './mailLine.ts';
import { patiently } from './patiently.ts';
import { checkPorts, reservePort } from './ports.ts';
import { type Say, StartFailure } from './startFailure.ts';
import { wantedPorts } from './wantedPorts.ts';

/** A whole Invigil in this process. */
export interface Running {
  /** Where people open it. */
  url: string;
  port: number;
  signalingPort: number;
  opsPort: number;
  databaseUrl: string;
  /** The process id of the embedded PostgreSQL, if that is used. */
  databasePid?: number;
  mediaServer: MediaServer;
  /** Resolves with one line when a part without which nothing works has ended by itself. */
  failed: Promise<string>;
  /** Closes everything in reverse order; resolves to whether all of it closed in order. Idempotent. */
  close(): Promise<boolean>;
}

export interface AllInOneOptions {
  /** Told what takes more than a moment. */
  say?: Say;
  /** Stops the start; what was opened is closed. */
  signal?: AbortSignal;
}

/**
 * Starts database, media-server, signaling, api and the ops port, in this order.
 * @throws {StartFailure} with one line for what a person can put right; everything opened is closed again.
 * @throws {StoppedWhileStarting} when `signal` stopped it.
 */
export async function startAllInOne(
  config: AllInOneConfig,
  { say = () => {}, signal }: AllInOneOptions = {},
): Promise<Running> {
  const folder = lockDataFolder(config.dataDir);
  const logFile = path.join(config.dataDir, 'invigil.log');
  const log = openLogFile(logFile, config.logLevel);
  const lifecycle = new Lifecycle({ log });
  const stop = () => void lifecycle.close();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    await lifecycle.open('data folder', async () => folder);
    return await openAll(config, { lifecycle, log, say });
  } catch (error) {
    await lifecycle.close();
    if (error instanceof StoppedWhileStarting) throw error;
    log.error({ err: error }, 'could not start');
    if (error instanceof StartFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartFailure(`Invigil could not start: ${reason}; ${logFile} has more.`, { cause: error });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
}

async function openAll(
  config: AllInOneConfig,
  { lifecycle, log, say }: { lifecycle: Lifecycle; log: Log; say: Say },
): Promise<Running> {
  await checkPorts(wantedPorts(config));
  const keys = await readKeys(config.dataDir);
  const clock = systemClock;
  const filesDir = path.join(config.dataDir, 'files');
  // Signaling admits pages by their address, so the port of the pages is settled first and opened last.
  const reserved = await lifecycle.open('port of the pages', () => reservePort(config));
  const { port } = reserved;

  const embedded =
    config.databaseUrl === undefined
      ? await lifecycle.open('database', () => EmbeddedDatabase.start({ dataDir: config.dataDir, log, say }))
      : undefined;
  const databaseUrl = embedded?.url ?? config.databaseUrl ?? '';
  const database = await lifecycle.open('database connections', () =>
    patiently(say, 'Preparing the database', () =>
      connectDatabase({ databaseUrl, demo: config.demo, filesDir, clock, log: log.child({ service: 'api' }) }),
    ),
  );

  const hub = new LocalHub();
  const mediaLog = log.child({ service: 'media-server' });
  const mediaCluster = await lifecycle.open('media cluster', () =>
    hub.join(nodeId.parse('media-1'), { log: mediaLog }),
  );
  const mediaServer = await lifecycle.open('media-server', () =>
    patiently(say, 'Starting the media workers', () =>
      createMediaServer({
        cluster: mediaCluster,
        log: mediaLog,
        clock,
        config: {
          workers: config.mediaWorkers,
          spareWorkers: config.spareWorkers,
          basePort: config.mediaPort,
          listenAddress: config.host,
          announcedAddress: announcedAddress(config),
        },
      }),
    ),
  );

  const signalingLog = log.child({ service: 'signaling' });
  const signalingCluster = await lifecycle.open('signaling cluster', () =>
    hub.join(nodeId.parse('signaling-1'), { log: signalingLog }),
  );
  const signaling = await lifecycle.open('signaling', () =>
    createSignaling({
      cluster: signalingCluster,
      log: signalingLog,
      clock,
      config: {
        host: config.host,
        port: config.signalingPort,
        allowedOrigins: ownOrigins(config, port),
        joinTokenPublicJwk: keys.joinToken.publicJwk,
        iceServers: config.iceServers,
        turn: config.turn,
        presenceGraceMs: config.presenceGraceMs,
      },
    }),
  );

  const hasPages = existsSync(path.join(config.webRoot, 'index.html'));
  if (!hasPages) say(`The web app is not built (${config.webRoot}); only the API is served.`);
  const apiLog = log.child({ service: 'api' });
  const apiCluster = await lifecycle.open('api cluster', () => hub.join(nodeId.parse('api-1'), { log: apiLog }));
  const api = await lifecycle.open('api', () =>
    createApi({
      orm: database.orm,
      cluster: apiCluster,
      log: apiLog,
      clock,
      onMailWritten: (mail) => say(mailLine(mail)),
      config: {
        joinTokenPrivateJwk: keys.joinToken.privateJwk,
        signalingUrl: signalingUrlOf(config, signaling.port),
        webRoot: hasPages ? config.webRoot : undefined,
        secureCookies: config.publicUrl?.startsWith('https:') ?? false,
        trustedProxies: config.trustedProxies,
        publicOrigins: config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin],
        publicUrl: pageUrl(config, port),
        accessCodes: { key: keys.accessCodeKey, days: config.accessCodeDays },
        deviceCheckDays: config.deviceCheckDays,
        retention: config.retention,
        connections: { perAddress: config.connectionsPerAddress },
        mail: { smtpUrl: config.smtpUrl, from: config.mailFrom, outboxDir: path.join(config.dataDir, 'outbox') },
        filesDir,
        timeZone: config.timeZone,
      },
    }),
  );
  const ops = await lifecycle.open('ops port', () => {
    const process = new Metrics('process');
    process.collectProcess();
    const metrics = [process, api.metrics, signaling.metrics, mediaServer.metrics];
    const checks = { ...api.checks, ...signaling.checks, ...mediaServer.checks };
    return openOps({ host: config.opsHost, port: config.opsPort, metrics, checks, log });
  });
  await reserved.close();
  await api.listen({ host: config.host, port });

  return {
    url: pageUrl(config, port),
    port,
    signalingPort: signaling.port,
    opsPort: ops.port,
    databaseUrl,
    databasePid: embedded?.pid,
    mediaServer,
    failed: embedded?.died ?? new Promise(() => {}),
    close: () => lifecycle.close(),
  };
}
