import { pathToFileURL } from 'node:url';
import { allInOneSettings } from './config.ts';

/** The text of .env.example: every setting of `npm start` with what it is for and its default. */
export function envExample(): string {
  const rows = Object.entries(allInOneSettings.shape).map(([name, schema]) => {
    const byDefault: unknown = schema.parse(undefined) ?? '';
    return `# ${schema.description ?? ''}\n# ${name}=${textOf(byDefault)}\n`;
  });
  const head = '# Settings of `npm start`, with their defaults. Copy this file to .env and change what you need.\n';
  return [head, ...rows].join('\n');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : JSON.stringify(value);
  return String(value);
}

// node infra/all-in-one/envExample.ts > .env.example
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.stdout.write(envExample());
