import { AppError, type ErrorBody } from '@invigil/contract/errors';
import type { ErrorText } from '@invigil/contract/errorTexts/textsOf';
import type { Language } from '@invigil/contract/roles';
import { spanOf } from '../moments.ts';
import { frenchSpaces } from './frenchSpaces.ts';

/** Puts the fields of an error's body into its text, and the right spaces into French. */
export function fillErrorText({ cause, fix }: ErrorText, body: ErrorBody, language: Language): ErrorText {
  const fields = new Map(Object.entries(body));
  const fill = (text: string) => {
    const filled = text
      // Nobody counts 600 seconds: a wait is told in its largest units.
      .replace('{retryAfterSeconds} s', (whole) => {
        const seconds = Number(fields.get('retryAfterSeconds'));
        return Number.isNaN(seconds) ? whole : spanOf(seconds * 1_000, language);
      })
      .replace(/\{(\w+)\}/g, (whole, name: string) => String(fields.get(name) ?? whole));
    return language === 'fr' ? frenchSpaces(filled) : filled;
  };
  return { cause: fill(cause), fix: fill(fix) };
}

/**
 * What a person is told about anything thrown: the coded body, or `internal` with a reference under which this page's
 * console has the cause.
 */
export function errorBodyOf(thrown: unknown): ErrorBody {
  if (thrown instanceof AppError) return thrown.body;
  const reference = `page-${crypto.randomUUID().slice(0, 8)}`;
  console.error(`Invigil, reference ${reference}`, thrown);
  return { code: 'internal', reference };
}
