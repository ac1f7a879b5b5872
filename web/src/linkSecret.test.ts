import { activationPaths, resetPath } from '@invigil/contract/pageLinks';
import { afterEach, expect, test } from 'vitest';
import { forgetSecret, linkSecret, takeSecret } from './linkSecret.ts';

function visit(pathname: string, hash: string): string[] {
  const written: string[] = [];
  const history = {
    state: null,
    replaceState: (_state: unknown, _title: string, url?: string | URL | null) => written.push(String(url)),
  };
  takeSecret({ pathname, search: '?from=mail', hash }, history as unknown as History);
  return written;
}

afterEach(forgetSecret);

test('the code of an invitation leaves the address bar at once, and the page has it', () => {
  for (const path of [...Object.values(activationPaths), resetPath, `${resetPath}/`]) {
    expect(visit(path, '#ABCD-EFGH')).toEqual([`${path}?from=mail`]);
    expect(linkSecret.value).toBe('ABCD-EFGH');
    forgetSecret();
    expect(linkSecret.value).toBeUndefined();
  }
});

test('the fragment of any other page is not touched', () => {
  expect(visit('/dashboard', '#copies')).toEqual([]);
  expect(visit(activationPaths.fr, '')).toEqual([]);
  expect(linkSecret.value).toBeUndefined();
});
