import { z } from 'zod';

/**
 * An access code is 24 symbols in six groups of four: 23 random ones, which are 115 bits, and a check symbol. The alphabet
 * is Crockford's: the digits, and the capital letters but I, L, O and U.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groupLength = 4;
export const randomSymbols = 23;
export const accessCodeLength = randomSymbols + 1;

/** What is not in the alphabet, and the symbol it is mistaken for. */
const lookAlikes: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0', U: 'V' };

/** A code as it was typed or pasted, with whatever came with it. */
export const typedAccessCode = z.string().max(200);

/** A code in its one form: upper case, no groups, its check symbol right. This is what is hashed. */
export const accessCode = z
  .string()
  .refine((code) => isWhole(code), 'is no access code')
  .brand<'AccessCode'>();
export type AccessCode = z.infer<typeof accessCode>;

/** The code made of 23 random bytes, of each of which five bits are used. */
export function makeAccessCode(random: Uint8Array): AccessCode {
  if (random.length !== randomSymbols) throw new RangeError(`a code needs ${randomSymbols} random bytes`);
  const symbols = [...random].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return accessCode.parse(symbols + checkSymbol(symbols));
}

/**
 * Reads what a person typed: any case, with spaces, dashes and dots anywhere, with look-alikes for the symbols they stand
 * for, in full-width letters.
 * @returns the code, or nothing when the typing cannot be right: a symbol too few, too many, wrong, or two swapped.
 */
export function readAccessCode(typed: string): AccessCode | undefined {
  const symbols = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}\p{Cf}\p{Pc}−.·]/gu, '')
    .replace(/[ILOU]/g, (letter) => lookAlikes[letter] ?? letter);
  return accessCode.safeParse(symbols).data;
}

/** How a code is written for people: six groups with dashes between. */
export function writeAccessCode(code: AccessCode): string {
  const groups = code.match(new RegExp(`.{${groupLength}}`, 'g')) ?? [];
  return groups.join('-');
}

function isWhole(code: string): boolean {
  if (code.length !== accessCodeLength || [...code].some((symbol) => !alphabet.includes(symbol))) return false;
  return code.endsWith(checkSymbol(code.slice(0, randomSymbols)));
}

/**
 * Symbols are elements of the field of 32 elements, and each place has a weight of its own in it. A single wrong symbol, or
 * any two that changed places, therefore always change the check symbol.
 */
function checkSymbol(symbols: string): string {
  const sum = [...symbols].reduce((acc, symbol) => timesX(acc ^ alphabet.indexOf(symbol)), 0);
  return alphabet.charAt(sum);
}

/** Multiplies by x modulo x⁵ + x² + 1, whose powers run through all 31 elements but zero. */
function timesX(element: number): number {
  const doubled = element << 1;
  return doubled & 0b100000 ? doubled ^ 0b100101 : doubled;
}
