import { expect, test } from 'vitest';
import { debianPackages, installLine, missingPackages } from './debian.mjs';

test('a package is missing when the file it provides is not there', () => {
  const exists = (file: string) => file !== '/usr/bin/Xvfb';
  expect(missingPackages(debianPackages.browser, exists)).toEqual(['xvfb']);
  expect(missingPackages(debianPackages.browser, () => true)).toEqual([]);
});

test('a package that two needs share is named once', () => {
  const both = [...debianPackages.bench, ...debianPackages.worker];
  const missing = missingPackages(both, () => false);
  expect(missing).toEqual([...new Set(missing)]);
  expect(missing).toContain('libsrtp2-dev');
});

test('without root, one line names every package to install', () => {
  expect(installLine(['chromium', 'xvfb'])).toBe(
    'Install these Debian packages, then run again: sudo apt-get install -y chromium xvfb',
  );
});
