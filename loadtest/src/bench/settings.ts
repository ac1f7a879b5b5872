import { parseArgs } from 'node:util';
import { z } from 'zod';

const settings = z.object({
  /** How often everything is measured, ours and the peer in turns; the medians count. */
  rounds: z.coerce.number().int().min(1).max(20),
  bots: z.coerce.number().int().min(1).max(2_000),
  /** How long the bots of one measurement send. */
  seconds: z.coerce.number().min(1).max(60),
  /** Bots that are joining at any moment. */
  inFlight: z.coerce.number().int().min(1).max(500),
  peer: z.boolean(),
});
export type BenchSettings = z.infer<typeof settings>;

/**
 * Reads `--rounds 3 --bots 300 --seconds 8 --in-flight 20 --no-peer`.
 * @throws {Error} for anything else.
 */
export function readSettings(args: string[], defaults: Omit<BenchSettings, 'peer'>): BenchSettings {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      rounds: { type: 'string' },
      bots: { type: 'string' },
      seconds: { type: 'string' },
      'in-flight': { type: 'string' },
      peer: { type: 'boolean' },
    },
  });
  return settings.parse({
    rounds: values.rounds ?? defaults.rounds,
    bots: values.bots ?? defaults.bots,
    seconds: values.seconds ?? defaults.seconds,
    inFlight: values['in-flight'] ?? defaults.inFlight,
    peer: values.peer ?? true,
  });
}
