import { ConfigError } from './config.ts';
import { hearStop, Lifecycle, StoppedWhileStarting } from './lifecycle.ts';
import { createLog, type Log, type LogLevel } from './log.ts';

/**
 * Runs one service as a process of its own: settings are read, `start` opens everything through the lifecycle, and a
 * stop signal, even one that comes while starting, drains what said that it can and closes it in reverse. Sets the exit code: 1 for settings that do not
 * parse (told on standard error), a start that failed, or a close that did.
 */
export async function runService<S extends { LOG_LEVEL: LogLevel }>(service: {
  name: string;
  /** @throws {ConfigError} listing all faults. */
  readSettings: () => S;
  start: (settings: S, log: Log, lifecycle: Lifecycle) => Promise<void>;
}): Promise<void> {
  const settings = settingsOrFault(service.readSettings);
  if (settings === undefined) return;
  const log = createLog({ name: service.name, level: settings.LOG_LEVEL });
  const lifecycle = new Lifecycle({ log });
  const stop = hearStop();
  let started = false;
  stop.signal.addEventListener('abort', () => {
    log.info('stopping');
    if (!started) void lifecycle.close();
  });
  try {
    await service.start(settings, log, lifecycle);
    started = true;
    await stop.asked;
    await lifecycle.drain();
  } catch (err) {
    if (!(err instanceof StoppedWhileStarting)) {
      log.fatal({ err }, 'could not start');
      process.exitCode = 1;
    }
  }
  if (!(await lifecycle.close())) process.exitCode = 1;
}

function settingsOrFault<S>(read: () => S): S | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}
