import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Closable } from '@invigil/server-kit/cluster/cluster';
import { freePort } from '@invigil/server-kit/freePort';
import type { Log } from '@invigil/server-kit/log';
import { putAsideWhenLarge } from '../logFile.ts';
import { type Say, StartFailure } from '../startFailure.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { checkVersion, createCluster, databaseName, databaseRole, finishCluster } from './createCluster.ts';
import { type Launched, LaunchObstacle, launch } from './launch.ts';
import { databasePlace, type Place } from './place.ts';
import { livePostmaster } from './postmasterFile.ts';

const formerEndsWithinMs = 15_000;
const lookEveryMs = 100;
const launchAttempts = 50;
const gentleStopMs = 10_000;

/** A real PostgreSQL whose data lies in the data folder and which lives exactly as long as this process at most. */
export class EmbeddedDatabase implements Closable {
  readonly url: string;
  /** The process id of PostgreSQL. */
  readonly pid: number;
  /** Resolves with why it ended when it ends by itself; never when it is closed. */
  readonly died: Promise<string>;
  readonly #launched: Launched;
  readonly #log: Log;
  #closing: Promise<void> | undefined;

  private constructor(place: Place, launched: Launched, logFile: string, log: Log) {
    this.#launched = launched;
    this.#log = log;
    this.pid = launched.pid;
    this.url = `postgresql://${databaseRole}:${place.password}@127.0.0.1:${launched.port}/${databaseName}`;
    this.died = new Promise((resolve) => {
      launched.process.once('exit', (code, signal) => {
        if (this.#closing === undefined)
          resolve(`The database ended by itself (${signal ?? `code ${code}`}); ${logFile} has more.`);
      });
    });
  }

  /**
   * Creates the database on the first start and resumes it afterwards. The caller holds the lock of the data folder.
   * @throws {StartFailure} with one line when it cannot be started.
   */
  static async start({ dataDir, log, say }: { dataDir: string; log: Log; say: Say }): Promise<EmbeddedDatabase> {
    const place = databasePlace(dataDir, say);
    const binaries = findBinaries(place.account, say);
    const logFile = path.join(dataDir, 'database.log');
    putAsideWhenLarge(logFile);
    if (place.isNew) {
      say('Creating the database...');
      await createCluster(place, binaries);
    } else {
      finishCluster(place);
      checkVersion(place, binaries);
      await formerEnded(place.cluster, say);
    }
    return new EmbeddedDatabase(place, await launchPatiently(place, binaries, logFile), logFile, log);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { process: child, pid } = this.#launched;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.stdin?.end();
    const gently = await Promise.race([exited.then(() => true), pause(gentleStopMs, false, { ref: false })]);
    if (gently) return;
    this.#log.warn({ pid }, 'the database did not shut down in time and is ended at once');
    process.kill(pid, 'SIGQUIT');
    await exited;
  }
}

/** After a crash of ours the former PostgreSQL is just shutting down; whoever else runs one here is told apart by time. */
async function formerEnded(cluster: string, say: Say): Promise<void> {
  const deadline = Date.now() + formerEndsWithinMs;
  let told = false;
  for (let pid = livePostmaster(cluster); pid !== undefined; pid = livePostmaster(cluster)) {
    if (Date.now() > deadline) throw new StartFailure(`The database in ${cluster} is in use by process ${pid}.`);
    if (!told) say(`Waiting for the former database (process ${pid}) to end...`);
    told = true;
    await pause(lookEveryMs);
  }
}

async function launchPatiently(place: Place, binaries: Binaries, logFile: string): Promise<Launched> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await launch(place, binaries, await freePort(), logFile);
    } catch (error) {
      if (!(error instanceof LaunchObstacle)) throw error;
      if (attempt === launchAttempts)
        throw new StartFailure(`The database did not start; ${logFile} says why.`, { cause: error });
      await pause(lookEveryMs);
    }
  }
}
