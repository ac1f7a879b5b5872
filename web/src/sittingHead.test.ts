import { expect, test } from 'vitest';
import { sittingHead } from './sittingHead.ts';

const calm = { line: 'live', wasLive: true, troubled: false } as const;

test.each([
  [['off', 'off'], 'none'],
  [['live', 'off'], 'some'],
  [['live', 'reconnecting'], 'connecting'],
  [['live', 'live'], 'live'],
  [['live', 'lost'], 'trouble'],
  [['low', 'live'], 'trouble'],
] as const)('links %j are headed as %s', (links, head) => {
  expect(sittingHead({ ...calm, links })).toBe(head);
});

test('the page’s own line outranks everything, then what a share needs of the person', () => {
  const troubled = { ...calm, links: ['live', 'off'], troubled: true } as const;
  expect(sittingHead({ ...troubled, line: 'ended' })).toBe('ended');
  expect(sittingHead({ ...troubled, line: 'ended', wasLive: false })).toBe('refused');
  expect(sittingHead({ ...troubled, line: 'reconnecting' })).toBe('down');
  expect(sittingHead(troubled)).toBe('trouble');
});
