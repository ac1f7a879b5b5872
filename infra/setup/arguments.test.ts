import { expect, test } from 'vitest';
import { parseArguments } from './arguments.mjs';
import { SetupFailure } from './failure.mjs';

test('needs are a comma-separated list and the command is everything after the separator', () => {
  expect(parseArguments(['app,browser', '--', 'vitest', 'run'])).toEqual({
    needs: ['app', 'browser'],
    command: ['vitest', 'run'],
  });
});

test('what npm appends to a script reaches the command, dashes included', () => {
  expect(parseArguments(['app', '--', 'node', 'main.ts', '--port', '0', '--', '-v']).command).toEqual([
    'node',
    'main.ts',
    '--port',
    '0',
    '--',
    '-v',
  ]);
});

test.each([[[]], [['app']], [['app', '--']], [['app', 'node', 'x']], [['apps', '--', 'node']], [['', '--', 'node']]])(
  'the arguments %j are answered with the usage',
  (words) => {
    expect(() => parseArguments(words)).toThrow(SetupFailure);
    expect(() => parseArguments(words)).toThrow(/^Usage: /);
  },
);
