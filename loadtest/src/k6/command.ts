import { parseArgs } from 'node:util';
import { z } from 'zod';
import { loadNames, profileNames } from './profiles.ts';
import { targetKinds } from './target.ts';

const usage = `npm run loadtest -- smoke | ${loadNames.join(' | ')} [--profile ${profileNames.join('|')}] [--against ${targetKinds.join('|')}] [--reports <folder>]`;

const command = z.object({
  what: z.enum(['smoke', ...loadNames]),
  profile: z.enum(profileNames),
  against: z.enum(targetKinds),
  reports: z.string(),
});
export type LoadCommand = z.infer<typeof command>;

/**
 * Reads the words after `npm run loadtest --`. `smoke` is every scenario at once in the profile of that name.
 * @throws {Error} with the usage for anything else.
 */
export function readCommand(args: readonly string[], reports: string): LoadCommand {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { profile: { type: 'string' }, against: { type: 'string' }, reports: { type: 'string' } },
    });
    const [what, ...more] = positionals;
    if (more.length > 0 || (what === 'smoke' && values.profile !== undefined)) throw new Error('too many words');
    return command.parse({
      what,
      profile: values.profile ?? (what === 'smoke' ? 'smoke' : 'average'),
      against: values.against ?? 'one',
      reports: values.reports ?? reports,
    });
  } catch (cause) {
    throw new Error(`Usage: ${usage}`, { cause });
  }
}
