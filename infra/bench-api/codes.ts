import { randomBytes } from 'node:crypto';
import { makeAccessCode, randomSymbols } from '@invigil/contract/accessCode';

export const randomKey = (): string => randomBytes(32).toString('base64url');
export const randomCode = (): string => makeAccessCode(randomBytes(randomSymbols));
