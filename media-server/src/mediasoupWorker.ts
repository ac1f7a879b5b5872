import { fileURLToPath } from 'node:url';
import type { Log } from '@invigil/server-kit/log';
import { createWorker, setLogEventListeners, type types } from 'mediasoup';

const workerBin = fileURLToPath(new URL('./workerInOwnSession.sh', import.meta.url));

/** What a worker process writes itself. Whoever sends it nonsense decides how often, so it stays out of the daily log. */
const fromWorkerProcess = 'Channel';
/** A worker that is closed finds its last notifications unheard. */
const lastWords = 'broken pipe';

/** Sends what mediasoup logs in this process to our log. The worker says more than errors only when a test asks it to. */
export function logMediasoup(log: Log): void {
  setLogEventListeners({
    onwarn: (source, text) => log.debug({ source }, text),
    onerror: (source, text, err) => {
      const ordinary = source.endsWith(fromWorkerProcess) || text.includes(lastWords);
      log[ordinary ? 'debug' : 'warn']({ source, err }, text);
    },
  });
}

/**
 * Spawns a worker process that outlives Ctrl-C until it is closed: it runs in its own session, and mediasoup's habit of
 * closing workers on the signals of Node is taken back, because closing is the lifecycle's business. A worker whose
 * Node is gone ends by itself.
 * @throws {Error} when the process does not start.
 */
export async function spawnMediasoupWorker(): Promise<types.Worker> {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const before = new Map(signals.map((signal) => [signal, new Set(process.listeners(signal))] as const));
  const spawning = createWorker({ workerBin, logLevel: 'error' });
  // The constructor has run by now and has added its listeners; nobody else could have in between.
  for (const [signal, kept] of before)
    for (const listener of process.listeners(signal)) if (!kept.has(listener)) process.off(signal, listener);
  return spawning;
}
