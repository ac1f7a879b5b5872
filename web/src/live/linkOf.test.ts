import { expect, test } from 'vitest';
import { linkOf, type SourceFacts } from './linkOf.ts';

const shared: SourceFacts = { capture: 'live', wrongSurface: false, server: 'live' };

test('live needs the server’s word, the media path and the line, all three', () => {
  expect(linkOf(shared, 'connected', 'live')).toBe('live');
  expect(linkOf({ ...shared, server: undefined }, 'connected', 'live')).toBe('reconnecting');
  expect(linkOf(shared, 'disconnected', 'live')).toBe('reconnecting');
  expect(linkOf(shared, 'connected', 'reconnecting')).toBe('reconnecting');
  expect(linkOf({ ...shared, capture: 'muted' }, 'connected', 'live')).toBe('reconnecting');
});

test('bad news of the server is never softened', () => {
  expect(linkOf({ ...shared, server: 'low' }, 'connected', 'live')).toBe('low');
  expect(linkOf({ ...shared, server: 'lost' }, 'connected', 'live')).toBe('lost');
  expect(linkOf({ ...shared, server: 'lost' }, 'connected', 'reconnecting')).toBe('lost');
});

test('a line that stays down loses the link', () => {
  expect(linkOf(shared, 'connected', 'lost')).toBe('lost');
  expect(linkOf(shared, 'connected', 'ended')).toBe('lost');
});

test('nothing captured is off, or blocked after a wrong surface', () => {
  expect(linkOf({ ...shared, capture: 'none' }, 'connected', 'live')).toBe('off');
  expect(linkOf({ ...shared, capture: 'asking' }, 'connected', 'live')).toBe('off');
  expect(linkOf({ capture: 'none', wrongSurface: true, server: undefined }, 'none', 'live')).toBe('blocked');
});
