import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, release } from 'node:os';
import { janusVersion } from '../janus/janusServer.ts';
import { findPlace, type Place } from '../machine/place.ts';

/** Generator and server never share a core. */
export const cores = { generator: 0, server: 1 } as const;

export interface Surroundings {
  place: Place;
  janus: string | undefined;
  /** For the result line: machine and versions. */
  facts: Record<string, unknown>;
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/**
 * What every result line says of the machine, printed.
 * @throws {Error} when the machine has only one core.
 */
export function machineFacts(): Record<string, unknown> {
  if (availableParallelism() < 2) throw new Error('a bench needs two processor cores: one for each side');
  return tell({
    processor: cpus()[0]?.model.trim(),
    cores: availableParallelism(),
    kernel: release(),
    node: process.versions.node,
  });
}

/** Prints facts as they go into the result line. */
function tell(facts: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(facts)) say(`${name}: ${value ?? 'not found'}`);
  return facts;
}

/**
 * Finds out where the bench runs and prints it.
 * @throws {Error} when the machine has only one core.
 */
export async function lookAround({ peer }: { peer: boolean }): Promise<Surroundings> {
  const machine = machineFacts();
  const place = findPlace(say);
  const installed = peer ? await janusVersion() : undefined;
  if (peer && !installed) say('Janus is not installed (Debian: apt-get install janus): no comparison');
  const media = tell({
    mediasoup: versionOf('mediasoup'),
    nodeDatachannel: versionOf('node-datachannel'),
    libsrtp: output('pkg-config', ['--modversion', 'libsrtp2']),
    openssl: output('openssl', ['version']),
    janus: installed,
    largestReceiveBuffer: Number(readFileSync('/proc/sys/net/core/rmem_max', 'utf8')),
    network: place.isolated ? 'a namespace of its own' : 'loopback',
  });
  return { place, janus: place.isolated ? installed : undefined, facts: { ...machine, ...media } };
}

function versionOf(name: string): string | undefined {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const path of paths) {
    try {
      return String(JSON.parse(readFileSync(`${path}/${name}/package.json`, 'utf8')).version);
    } catch {
      // Not in this folder; the next one up may have it.
    }
  }
  return undefined;
}

function output(file: string, args: string[]): string | undefined {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    // It is only named when it is there.
    return undefined;
  }
}
