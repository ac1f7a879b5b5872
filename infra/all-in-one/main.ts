import { ConfigError } from '@invigil/server-kit/config';
import { hearStop, StoppedWhileStarting } from '@invigil/server-kit/lifecycle';
import { startAllInOne } from './allInOne.ts';
import { environment, readAllInOneConfig } from './config.ts';
import { StartFailure } from './startFailure.ts';
import { welcome } from './welcome.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

/** @returns the exit code. */
async function run(): Promise<number> {
  const stop = hearStop();
  const config = readAllInOneConfig(environment());
  const running = await startAllInOne(config, { say, signal: stop.signal });
  say(welcome(running, config));

  const failure = await Promise.race([running.failed, stop.asked]);
  if (failure === undefined) say('Closing...');
  else complain(failure);
  const closed = await running.close();
  return failure === undefined && closed ? 0 : 1;
}

function explain(error: unknown): number {
  if (error instanceof StoppedWhileStarting) return 0;
  const isForPeople = error instanceof StartFailure || error instanceof ConfigError;
  complain(isForPeople ? error.message : String(error instanceof Error ? error.stack : error));
  return 1;
}

process.exit(await run().catch(explain));
