/** The documents that everybody accepts before anything else. */
export const legalKinds = ['termsOfUse', 'privacyPolicy'] as const;
export type LegalKind = (typeof legalKinds)[number];
