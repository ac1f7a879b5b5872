import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accessCodeLength, makeAccessCode, randomSymbols, readAccessCode, writeAccessCode } from './accessCode.ts';

const anyCode = fc.uint8Array({ minLength: randomSymbols, maxLength: randomSymbols }).map(makeAccessCode);
const symbol = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ');
const place = fc.nat({ max: accessCodeLength - 1 });

describe('an access code', () => {
  test('has at least 112 random bits, written in six groups of four without I, L, O or U', () => {
    expect(randomSymbols * Math.log2(32)).toBeGreaterThanOrEqual(112);
    fc.assert(
      fc.property(anyCode, (code) => {
        expect(writeAccessCode(code)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
      }),
    );
  });

  test('needs exactly its random bytes, and uses five bits of each', () => {
    expect(() => makeAccessCode(new Uint8Array(22))).toThrow(RangeError);
    expect(makeAccessCode(new Uint8Array(23))).toBe('0'.repeat(24));
    expect(makeAccessCode(new Uint8Array(23).fill(31))).toMatch(/^Z{23}/);
    expect(makeAccessCode(new Uint8Array(23).fill(31 + 32))).toBe(makeAccessCode(new Uint8Array(23).fill(31)));
  });

  test('is read however a person types it', () => {
    const noise = fc.array(fc.constantFrom('', '', ' ', '-', '–', '\u00a0', '\u200b', '\n', '\t', '.', '_'), {
      minLength: accessCodeLength,
      maxLength: accessCodeLength,
    });
    const mistaken: Record<string, string[]> = { 0: ['0', 'O', 'o'], 1: ['1', 'I', 'l', 'L', 'i'], V: ['V', 'u', 'U'] };
    fc.assert(
      fc.property(anyCode, noise, fc.nat(), fc.boolean(), (code, between, pick, lower) => {
        const typed = [...code].map((letter, at) => {
          const ways = mistaken[letter] ?? [letter];
          return (ways[pick % ways.length] ?? letter) + (between[at] ?? '');
        });
        const text = typed.join('');
        expect(readAccessCode(lower ? text.toLowerCase() : text)).toBe(code);
      }),
    );
  });

  test('is read when a phone writes it in full-width letters', () => {
    const code = makeAccessCode(Uint8Array.from({ length: randomSymbols }, (_, at) => at * 7));
    const wide = [...code].map((letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)).join('');
    expect(readAccessCode(wide)).toBe(code);
  });
});

describe('a mistyped code is told apart without asking anybody', () => {
  test('when one symbol is wrong', () => {
    fc.assert(
      fc.property(anyCode, place, symbol, (code, at, wrong) => {
        fc.pre(code[at] !== wrong);
        expect(readAccessCode(code.slice(0, at) + wrong + code.slice(at + 1))).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test('when two symbols changed places', () => {
    fc.assert(
      fc.property(anyCode, place, place, (code, one, other) => {
        fc.pre(code[one] !== code[other]);
        const swapped = [...code];
        [swapped[one], swapped[other]] = [swapped[other] ?? '', swapped[one] ?? ''];
        expect(readAccessCode(swapped.join(''))).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test('when it is too short, too long, or no code at all', () => {
    fc.assert(
      fc.property(anyCode, symbol, place, (code, extra, at) => {
        expect(readAccessCode(code.slice(0, at))).toBeUndefined();
        expect(readAccessCode(code + extra)).toBeUndefined();
      }),
    );
    for (const typed of ['', '   ', 'hello', 'ÉÉÉÉ-ÉÉÉÉ-ÉÉÉÉ-ÉÉÉÉ-ÉÉÉÉ-ÉÉÉÉ'])
      expect(readAccessCode(typed)).toBeUndefined();
  });
});
