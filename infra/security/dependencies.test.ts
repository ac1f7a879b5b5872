import { expect, test } from 'vitest';
import {
  allowedLicences,
  isAtLeast,
  leastVersions,
  looseDependencies,
  productionDependencies,
  readLicences,
} from './dependencies.ts';

const dependencies = productionDependencies();

test('every package of production has a licence that we may ship', () => {
  const others = dependencies.filter(({ name, licence }) => !allowedLicences.has(licence) && !(name in readLicences));
  expect(others.map(({ name, licence }) => `${name}: ${licence || 'none'}`)).toEqual([]);
  expect(dependencies.length).toBeGreaterThan(100);
});

test('every package is pinned: one version in our manifests, a checksum in the lock file', () => {
  expect(looseDependencies()).toEqual([]);
  expect(dependencies.filter(({ integrity }) => !integrity?.startsWith('sha512-')).map(({ name }) => name)).toEqual([]);
});

test('no package is of a version that is known to be harmful to us', () => {
  const old = dependencies.filter(({ name, version }) => {
    const least = leastVersions[name];
    return least !== undefined && !isAtLeast(version, least.version);
  });
  expect(old).toEqual([]);
  expect([isAtLeast('3.27.1', '3.27.1'), isAtLeast('3.9.0', '3.27.1'), isAtLeast('4.0.0', '3.27.1')]).toEqual([
    true,
    false,
    true,
  ]);
});
