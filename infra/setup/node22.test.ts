import { expect, test } from 'vitest';
import { whyNotThisNode } from './node22.mjs';

test.each(['18.20.4', '20.20.2', '22.17.1'])('Node %s is too old', (node) => {
  expect(whyNotThisNode({ node }, true)).toBe(`Node ${node} is older than 22.18`);
});

test.each(['22.18.0', '22.23.3'])('Node %s will do', (node) => {
  expect(whyNotThisNode({ node }, false)).toBeUndefined();
});

test('a newer Node will do only with a native build of uWebSockets.js for it', () => {
  expect(whyNotThisNode({ node: '24.4.0' }, false)).toBe('uWebSockets.js has no native build for Node 24.4.0');
  expect(whyNotThisNode({ node: '24.4.0' }, true)).toBeUndefined();
});
