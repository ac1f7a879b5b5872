import { SetupFailure } from './failure.mjs';
import { knownNeeds } from './needs.mjs';

const usage = `Usage: node infra/setup/with.mjs <needs> -- <command...>, with needs out of ${knownNeeds.join(',')}`;

/**
 * Splits `app,browser -- vitest run --project e2e` into needs and command. What `npm run x -- more` appends is part of the
 * command.
 * @param {string[]} words
 * @returns {{ needs: string[], command: string[] }}
 * @throws {SetupFailure} with the usage
 */
export function parseArguments([list = '', separator, ...command]) {
  const needs = list.split(',');
  const unknown = needs.filter((need) => !knownNeeds.includes(need));
  if (unknown.length > 0 || separator !== '--' || command.length === 0) throw new SetupFailure(usage);
  return { needs, command };
}
