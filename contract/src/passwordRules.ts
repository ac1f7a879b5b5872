export const shortestPassword = 8;
export const longestPassword = 256;

/** Letters and digits of any script count, so an É is an upper-case letter. Lengths count characters, not bytes. */
const tests = {
  lowercase: (text) => /\p{Ll}/u.test(text),
  uppercase: (text) => /\p{Lu}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
  longEnough: (text) => [...text].length >= shortestPassword,
  notTooLong: (text) => [...text].length <= longestPassword,
} satisfies Record<PasswordRule, (text: string) => boolean>;

export const passwordRules = ['lowercase', 'uppercase', 'digit', 'longEnough', 'notTooLong'] as const;
export type PasswordRule = (typeof passwordRules)[number];

/**
 * One form for what different keyboards write differently: an É in one piece or in two is the same letter. Passwords are
 * judged, hashed and compared in this form.
 */
export function normalPassword(typed: string): string {
  return typed.normalize('NFC');
}

/** The rules that this text does not keep, in their order; none when it may be a password. */
export function failedPasswordRules(typed: string): PasswordRule[] {
  const text = normalPassword(typed);
  return passwordRules.filter((rule) => !tests[rule](text));
}
