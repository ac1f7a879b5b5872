import { expect, test } from 'vitest';
import { type BrowserFacts, browserFit, systemName } from './browserFit.ts';

const chrome = (version: string, name = 'Google Chrome') => [
  { brand: 'Not?A_Brand', version: '99' },
  { brand: 'Chromium', version },
  { brand: name, version },
];
const facts = (more: Partial<BrowserFacts>): BrowserFacts => ({
  brands: chrome('141'),
  userAgent: 'Mozilla/5.0',
  platform: 'Windows',
  isMobile: false,
  missing: [],
  ...more,
});

test('Chrome, Chromium and Edge pass by their brands', () => {
  expect(browserFit(facts({}))).toEqual({ fault: undefined, browser: 'Google Chrome 141' });
  expect(browserFit(facts({ brands: chrome('141', 'Microsoft Edge') }))).toEqual({
    fault: undefined,
    browser: 'Microsoft Edge 141',
  });
  expect(browserFit(facts({ brands: [{ brand: 'Chromium', version: '156' }] })).fault).toBeUndefined();
});

test('a Chrome from before the oldest one is told from a browser that is none', () => {
  expect(browserFit(facts({ brands: chrome('119') })).fault).toBe('browserTooOld');
  expect(browserFit(facts({ brands: chrome('120') })).fault).toBeUndefined();
  const firefox = facts({ brands: undefined, userAgent: 'Mozilla/5.0 (X11; rv:132.0) Gecko/20100101 Firefox/132.0' });
  expect(browserFit(firefox)).toEqual({ fault: 'browserUnsupported', browser: 'Firefox 132' });
  const safari = facts({ brands: undefined, userAgent: 'Mozilla/5.0 (Macintosh) Version/18.1 Safari/605.1.15' });
  expect(browserFit(safari)).toEqual({ fault: 'browserUnsupported', browser: 'Safari 18' });
});

test('a made-up name does not help a browser that cannot do what an exam needs, nor does Chrome on a phone', () => {
  expect(browserFit(facts({ missing: ['entireScreen'] })).fault).toBe('browserUnsupported');
  expect(browserFit(facts({ isMobile: true })).fault).toBe('browserUnsupported');
});

test('without client hints a Chrome is still known by its name', () => {
  const hintless = facts({ brands: undefined, userAgent: 'Mozilla/5.0 Chrome/141.0.0.0 Safari/537.36' });
  expect(browserFit(hintless)).toEqual({ fault: undefined, browser: 'Chrome 141' });
});

test('systems have the names that people know', () => {
  expect(systemName('Windows', '15.0.0')).toBe('Windows 11');
  expect(systemName('Windows', '10.0.0')).toBe('Windows 10');
  expect(systemName('macOS', '14.5.0')).toBe('macOS 14');
  expect(systemName('Linux', '6.1.0')).toBe('Linux');
  expect(systemName('', '')).toBe('unknown');
});
