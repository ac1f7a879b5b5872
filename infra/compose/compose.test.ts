import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { imageEnvironment } from '../docker/dockerfile.ts';
import { settingsOfRoles } from '../settingsOfRoles.ts';
import { readCompose } from './composeFile.ts';

const keysMain = path.resolve(import.meta.dirname, '../keys/main.ts');

const folder = mkdtempSync(path.join(tmpdir(), 'invigil-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

function generated(name: string): { file: string; env: Record<string, string | undefined> } {
  const file = path.join(folder, name);
  execFileSync(process.execPath, [keysMain, 'exams.example', '203.0.113.7', file]);
  return { file, env: parseEnv(readFileSync(file, 'utf8')) };
}

const { file: keysFile, env: keys } = generated('.env');

test('the keys are for their owner alone, new each time, and never written over', () => {
  expect(statSync(keysFile).mode & 0o777).toBe(0o600);
  expect(generated('other').env.TURN_SECRET).not.toBe(keys.TURN_SECRET);
  const again = spawnSync(process.execPath, [keysMain, 'exams.example', '203.0.113.7', keysFile], { encoding: 'utf8' });
  expect(again).toMatchObject({ status: 1, stderr: expect.stringContaining('left as it is') });
  expect(parseEnv(readFileSync(keysFile, 'utf8'))).toEqual(keys);
});

describe.each(['one-machine.yaml', 'cluster.yaml'])('%s', (file) => {
  test('every process of ours is told all that it must know, and nothing that it does not read', () => {
    const { services } = readCompose(file, keys);
    const ours = Object.entries(services).filter(([, { image }]) => image === 'invigil');
    expect(ours.length).toBeGreaterThan(0);
    for (const [name, { command, environment }] of ours) {
      const role = settingsOfRoles[command?.[0] ?? ''];
      if (!role) throw new Error(`${name} has no role`);
      expect(
        Object.keys(environment).filter((setting) => !role.names.has(setting)),
        name,
      ).toEqual([]);
      expect(() => role.read({ ...imageEnvironment(), ...environment }), name).not.toThrow();
    }
  });

  test('without the keys nothing starts', () => {
    expect(() => readCompose(file, {})).toThrow(/is required/);
  });

  test('the files and volumes that it mounts are there', () => {
    const { services, volumes } = readCompose(file, keys);
    for (const mount of Object.values(services).flatMap((service) => service.volumes)) {
      const [source = ''] = mount.split(':');
      const isThere = source.startsWith('.')
        ? existsSync(path.resolve(import.meta.dirname, source))
        : source in volumes;
      expect(isThere, mount).toBe(true);
    }
  });

  test('the private key reaches the api alone, and no node shares a name or a port with another', () => {
    const { services } = readCompose(file, keys);
    const all = Object.entries(services);
    const holders = all.filter(([, { environment }]) => 'JOIN_TOKEN_PRIVATE_JWK' in environment).map(([name]) => name);
    expect(holders.filter((name) => !name.startsWith('api-'))).toEqual([]);
    const ids = all.flatMap(([, { environment }]) => environment.NODE_ID ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const hostPorts = all.flatMap(([, { network_mode: mode, environment }]) =>
      mode === 'host' && environment.OPS_PORT ? [environment.OPS_PORT, environment.MEDIA_PORT] : [],
    );
    expect(new Set(hostPorts).size).toBe(hostPorts.length);
  });
});

test('Prometheus asks the nodes that Compose starts', () => {
  const { services } = readCompose('cluster.yaml', keys);
  const text = readFileSync(path.resolve(import.meta.dirname, '../prometheus/prometheus.yaml'), 'utf8');
  for (const [name, { image, environment, network_mode: mode }] of Object.entries(services)) {
    if (image !== 'invigil' || environment.NODE_ID === undefined) continue;
    expect(text).toContain(mode === 'host' ? `media:${environment.OPS_PORT}` : `${name}:9090`);
  }
});
