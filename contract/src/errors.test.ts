import { describe, expect, test } from 'vitest';
import { AppError, errorBody, errorCodes, errorTable } from './errors.ts';
import { errorTexts } from './errorTexts.ts';

describe('errors', () => {
  test.each(errorCodes)('%s has a cause and a fix in French and English, with fields that exist', (code) => {
    for (const text of Object.values(errorTexts[code])) {
      expect(text.cause).toMatch(/[.]$/);
      expect(text.fix).toMatch(/[.]$/);
      const fields = [...`${text.cause}${text.fix}`.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      expect(Object.keys(errorTable[code].fields.shape)).toEqual(expect.arrayContaining(fields));
    }
  });

  test('a body is parsed by the row of its code and loses what the row does not name', () => {
    expect(errorBody.parse({ code: 'tooManyRequests', retryAfterSeconds: 3, secret: 1 })).toEqual({
      code: 'tooManyRequests',
      retryAfterSeconds: 3,
    });
    expect(errorBody.safeParse({ code: 'tooManyRequests' }).success).toBe(false);
    expect(errorBody.safeParse({ code: 'toString' }).success).toBe(false);
  });

  test('an AppError knows its status', () => {
    expect(new AppError({ code: 'noCapacity', retryAfterSeconds: 5 }).status).toBe(503);
  });
});
