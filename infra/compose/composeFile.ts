import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** What we read of a Compose file; the rest is checked against Compose's own schema. */
const composeFile = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      command: z.array(z.string()).or(z.string()).optional(),
      environment: z.record(z.string(), z.string()).default({}),
      build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      network_mode: z.string().optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});
export type ComposeFile = z.output<typeof composeFile>;

/** Reads a file of this folder as Compose does: anchors merged, `${NAME}` replaced by what is given. */
export function readCompose(file: string, given: Record<string, string | undefined>): ComposeFile {
  return composeFile.parse(rawCompose(file, given));
}

export function rawCompose(file: string, given: Record<string, string | undefined>): unknown {
  const text = readFileSync(path.join(import.meta.dirname, file), 'utf8');
  return interpolated(parse(text, { merge: true }), given);
}

const variable = /\$(?:(\$)|\{(\w+)(?:(:-|:\?)([^}]*))?\})/g;

function interpolated(value: unknown, given: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(variable, (_whole, dollar?: string, name = '', how?: string, other = '') => {
      if (dollar !== undefined) return '$';
      if (given[name]) return given[name];
      if (how === ':-') return other;
      if (how === ':?') throw new Error(`${name} is required: ${other}`);
      return '';
    });
  }
  if (Array.isArray(value)) return value.map((each) => interpolated(each, given));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, interpolated(each, given)]));
}
