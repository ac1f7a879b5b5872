import { z } from 'zod';
import { AppError } from './errors.ts';
import { failedPasswordRules, normalPassword } from './passwordRules.ts';

/** What somebody typed where a password is asked for; whether it may become theirs is `newPassword`'s question. */
export const typedPassword = z.string().max(1_000);

/** The one schema of a new password, for forms and for the server; each issue's message names the rule that failed. */
export const newPassword = typedPassword.transform((typed, context) => {
  for (const rule of failedPasswordRules(typed)) context.addIssue({ code: 'custom', message: rule });
  return normalPassword(typed);
});

/**
 * The password to hash.
 * @throws {AppError} passwordTooWeak naming every rule that failed.
 */
export function acceptNewPassword(typed: string): string {
  const parsed = newPassword.safeParse(typed);
  if (parsed.success) return parsed.data;
  throw new AppError({ code: 'passwordTooWeak', failed: failedPasswordRules(typed) });
}
