import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { settingsOfRoles } from '../settingsOfRoles.ts';
import { imageEnvironment, lastStage, readDockerfile } from './dockerfile.ts';

const root = path.resolve(import.meta.dirname, '../..');
const entry = path.join(import.meta.dirname, 'invigil.sh');

test('all that is copied into the image is there, every workspace among it', () => {
  const sources = readDockerfile()
    .filter(({ name, text }) => name === 'COPY' && !text.startsWith('--from'))
    .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
  for (const source of sources) expect(existsSync(path.join(root, source)), source).toBe(true);
  const { workspaces } = z
    .object({ workspaces: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  expect(sources).toEqual(expect.arrayContaining(workspaces.map((name) => `${name}/package.json`)));
});

test('what runs is no root, says whether it runs, and is told only what a role reads', () => {
  const stage = lastStage();
  expect(stage.findLast(({ name }) => name === 'USER')?.text).toMatch(/^[1-9]\d*:/);
  expect(stage.some(({ name }) => name === 'HEALTHCHECK')).toBe(true);
  const known = new Set(Object.values(settingsOfRoles).flatMap(({ names }) => [...names]));
  const beside = new Set(['NODE_ENV', 'MEDIASOUP_WORKER_BIN']);
  const strange = Object.keys(imageEnvironment()).filter((name) => !known.has(name) && !beside.has(name));
  expect(strange).toEqual([]);
});

test('the image that setup builds a worker for is the one that runs it', () => {
  const bases = readDockerfile().filter(({ name, text }) => name === 'FROM' && text.includes('NODE_IMAGE'));
  expect(bases).toHaveLength(2);
  // Debian 12, whose libraries the recipe of the worker is written for.
  expect(readDockerfile().find(({ name }) => name === 'ARG')?.text).toBe('NODE_IMAGE=node:22-bookworm-slim');
});

test('every role starts a program that exists, and another word is told which there are', () => {
  const text = readFileSync(entry, 'utf8');
  const programs = [...text.matchAll(/exec node (\S+)/g)].map(([, program]) => program ?? '');
  expect(programs.length).toBeGreaterThan(5);
  for (const program of programs) expect(existsSync(path.join(root, program)), program).toBe(true);
  for (const role of Object.keys(settingsOfRoles))
    expect(text).toMatch(new RegExp(`^ +(?:${role}|${role} \\| \\w+)\\)`, 'm'));
  expect(statSync(entry).mode & 0o111).toBe(0o111);
  const strange = spawnSync('sh', [entry, 'nonsense'], { encoding: 'utf8' });
  expect(strange).toMatchObject({ status: 64, stderr: expect.stringContaining('all-in-one, api, signaling, media') });
});

test('nothing secret, and nothing that is built, goes into the context', () => {
  const ignored = readFileSync(path.join(import.meta.dirname, 'Dockerfile.dockerignore'), 'utf8').split('\n');
  expect(ignored).toEqual(expect.arrayContaining(['.git', '**/.env', '**/.data*', '**/node_modules', '**/dist']));
  expect(globSync('infra/**/.env.*', { cwd: root })).toEqual([]);
});
