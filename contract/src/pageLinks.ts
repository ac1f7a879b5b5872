import type { Language } from './roles.ts';

/** The page that an invitation leads to, at an address of its own in each language. */
export const activationPaths = {
  fr: '/connexion/code-invitation',
  en: '/en/connexion/code-invitation',
} as const satisfies Record<Language, string>;

/** The page that sets a new password. */
export const resetPath = '/reset-password';

/**
 * The link of an invitation. Its secret is in the fragment, which no browser sends to any server, so no log has it.
 * @param publicUrl where people reach the app, such as `https://exams.example.org`.
 * @param code in the form for people or in the canonical one.
 */
export function activationLink(publicUrl: string, language: Language, code: string): string {
  return withSecret(publicUrl, activationPaths[language], code);
}

/** The link that sets a new password, its token in the fragment. */
export function resetLink(publicUrl: string, token: string): string {
  return withSecret(publicUrl, resetPath, token);
}

/** The page of a candidate on which a decision about their sitting is read and answered. */
export function myReviewLink(publicUrl: string, sittingId: string): string {
  return new URL(`/copies/${encodeURIComponent(sittingId)}/review`, publicUrl).href;
}

/** The secret of a link's fragment, given with or without its `#`; nothing when there is none. */
export function secretOf(fragment: string): string | undefined {
  const text = fragment.replace(/^#/, '');
  if (text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign: what was typed there is still what was meant.
    return text;
  }
}

function withSecret(publicUrl: string, path: string, secret: string): string {
  const url = new URL(path, publicUrl);
  url.hash = encodeURIComponent(secret);
  return url.href;
}
