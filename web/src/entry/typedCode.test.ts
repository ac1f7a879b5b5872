import { makeAccessCode, writeAccessCode } from '@invigil/contract/accessCode';
import { expect, test } from 'vitest';
import { judgeCode } from './typedCode.ts';

const code = makeAccessCode(new Uint8Array(23).fill(7));
const written = writeAccessCode(code);

test('a code is whole in any case, with or without its dashes, with the line break it was copied with', () => {
  for (const typed of [written, code, written.toLowerCase(), ` ${written.replaceAll('-', ' ')}\n`]) {
    expect(judgeCode(typed)).toEqual({ kind: 'whole', code });
  }
});

test('a code too short or too long is told by how much', () => {
  expect(judgeCode(written.slice(0, -2))).toEqual({ kind: 'short', missing: 2 });
  expect(judgeCode(`${written}-77`)).toEqual({ kind: 'long', tooMany: 2 });
  expect(judgeCode(' - ')).toEqual({ kind: 'empty' });
});

test('one wrong character is told as a typo before anybody is asked', () => {
  const other = code.startsWith('A') ? 'B' : 'A';
  expect(judgeCode(other + code.slice(1))).toEqual({ kind: 'typo' });
});
