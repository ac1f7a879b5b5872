import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const root = path.resolve(import.meta.dirname, '../..');

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      integrity: z.string().optional(),
      dev: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});
const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/** A package that a production installation brings, as the lock file has it. */
export interface Dependency {
  name: string;
  version: string;
  licence: string;
  integrity: string | undefined;
}

/** Licences under which we may ship a package, or use it unchanged as a library or a font. */
export const allowedLicences: ReadonlySet<string> = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'MPL 2.0',
  'OFL-1.1',
]);

/** Packages whose licence the lock file does not know or name, as it was read in the package itself. */
export const readLicences: Readonly<Record<string, string>> = {
  'dejavu-fonts-ttf': 'Bitstream Vera, public domain changes: free to use, embed and redistribute',
  'png-js': 'MIT',
};

/** Versions below these are known to be harmful to us. */
export const leastVersions: Readonly<Record<string, { version: string; why: string }>> = {
  mediasoup: { version: '3.27.1', why: 'memory grows with SCTP, and reads beyond the dependency descriptor' },
  fastify: { version: '5.3.2', why: 'content types that evade the validation of a body' },
  jose: { version: '4.15.5', why: 'tokens that take all memory when decompressed' },
  nodemailer: { version: '7.0.7', why: 'addresses that reach another domain' },
  vite: { version: '6.2.7', why: 'files beyond the root are served' },
};

export function productionDependencies(): Dependency[] {
  const { packages } = lockFile.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
  return Object.entries(packages).flatMap(([place, { version = '', license = '', integrity, dev, link }]) => {
    if (!place.includes('node_modules/') || dev || link) return [];
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    return [{ name, version, licence: license, integrity }];
  });
}

/** Dependencies of our own manifests that are not pinned to one version, as `workspace: name@range`. */
export function looseDependencies(): string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = ['package.json', ...folders.map(({ name }) => `${name}/package.json`)];
  return files.flatMap((file) => {
    const text = readIfThere(path.join(root, file));
    if (text === undefined) return [];
    const { dependencies, devDependencies } = manifest.parse(JSON.parse(text));
    return Object.entries({ ...dependencies, ...devDependencies })
      .filter(
        ([name, range]) => !name.startsWith('@invigil/') && !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(range),
      )
      .map(([name, range]) => `${file}: ${name}@${range}`);
  });
}

/** Whether a version is at least another, by its three numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split('-', 1)[0]?.split('.').map(Number) ?? [];
  const [given, wanted] = [numbers(version), numbers(least)];
  for (const [index, number] of wanted.entries()) {
    const other = given[index] ?? 0;
    if (other !== number) return other > number;
  }
  return true;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
