// node infra/setup/with.mjs <needs> -- <command...>
//
// Makes sure that what a command needs is there, then runs the command with it: Node 22 and the npm packages' programs
// first on PATH, MEDIASOUP_WORKER_BIN set. Every npm script starts through here, so a fresh clone needs no other step.
import { fileURLToPath } from 'node:url';
import { parseArguments } from './arguments.mjs';
import { SetupFailure } from './failure.mjs';
import { provide } from './needs.mjs';
import { say } from './progress.mjs';
import { runCommand } from './runCommand.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

try {
  const { needs, command } = parseArguments(process.argv.slice(2));
  const env = await provide(root, needs, process.env);
  process.exitCode = await runCommand(command, env);
} catch (error) {
  if (!(error instanceof SetupFailure)) throw error;
  say(error.message);
  process.exitCode = 1;
}
