import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { allInOneSettings, readAllInOneConfig } from './config.ts';
import { envExample } from './envExample.ts';

test('.env.example is current (else: node infra/all-in-one/envExample.ts > .env.example)', () => {
  expect(readFileSync(path.resolve(import.meta.dirname, '../../.env.example'), 'utf8')).toBe(envExample());
});

test('every setting says what it is for, and its defaults are what it would be without them', () => {
  for (const [name, { description }] of Object.entries(allInOneSettings.shape))
    expect(description, name).toMatch(/\.$/);
  const uncommented = envExample().replaceAll(/^# ([A-Z_]+=)/gm, '$1');
  expect(readAllInOneConfig(parseEnv(uncommented))).toEqual(readAllInOneConfig({}));
});
