import { expect, test } from 'vitest';
import { sittingHead } from './sittingHead.ts';

test.each([
  [['off', 'off'], 'none'],
  [['live', 'off'], 'some'],
  [['live', 'reconnecting'], 'connecting'],
  [['live', 'live'], 'live'],
  [['live', 'lost'], 'trouble'],
  [['low', 'live'], 'trouble'],
] as const)('links %j are headed as %s', (links, head) => {
  expect(sittingHead(links, 'live', false)).toBe(head);
});

test('the page’s own line outranks everything, then what a share needs of the person', () => {
  expect(sittingHead(['live', 'live'], 'ended', true)).toBe('ended');
  expect(sittingHead(['live', 'live'], 'reconnecting', true)).toBe('down');
  expect(sittingHead(['live', 'off'], 'live', true)).toBe('trouble');
});
