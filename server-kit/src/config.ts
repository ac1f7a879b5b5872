import { z } from 'zod';

/** What the operator must correct before the program can start; the message lists every fault, one a line. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export const portSetting = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be a port number')
  .max(65_535, 'must be at most 65535');
export const flagSetting = z.stringbool({ error: 'must be true or false' });
/** Several values separated by commas. */
export const listSetting = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/**
 * Reads settings whose names are the schema's keys. An empty value counts as not set.
 * @returns the parsed settings, frozen.
 * @throws {ConfigError} listing all faults by setting.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  env: Record<string, string | undefined>,
): Readonly<z.output<S>> {
  const given = Object.fromEntries(
    Object.keys(schema.shape).flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])),
  );
  const parsed = schema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const faults = parsed.error.issues.map((issue) => {
    const [name, ...inside] = issue.path.map(String);
    if (name === undefined) return `  settings: ${issue.message}`;
    return `  ${[name, ...inside].join('.')}: ${given[name] === undefined ? 'is required' : issue.message}`;
  });
  throw new ConfigError(`The settings are not valid:\n${faults.join('\n')}`);
}
