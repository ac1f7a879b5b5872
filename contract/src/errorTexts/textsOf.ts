import type { Language } from '../roles.ts';

/** The cause in one line, and the action that fixes it. `{field}` stands for a field of the error's body. */
export interface ErrorText {
  cause: string;
  fix: string;
}

export const textsOf = (fr: [string, string], en: [string, string]): Record<Language, ErrorText> => ({
  fr: { cause: fr[0], fix: fr[1] },
  en: { cause: en[0], fix: en[1] },
});
