import { z } from 'zod';
import { legalKinds } from '../legalKinds.ts';
import { language } from '../roles.ts';
import { adminOnly, everyone, instant, route } from './route.ts';

export const legalKind = z.enum(legalKinds);

const version = z.int().min(1).max(100_000);

/** One version of one document in one language. The text is plain: paragraphs by empty lines, headings by `# `. */
export const legalDocument = z.object({
  kind: legalKind,
  version,
  language,
  title: z.string(),
  text: z.string(),
  publishedAt: instant,
});
export type LegalDocument = z.infer<typeof legalDocument>;

/** What somebody says they have read: the version that their page showed. */
export const consent = z.strictObject({ kind: legalKind, version });
export const consents = z.array(consent).max(legalKinds.length);
export type Consent = z.infer<typeof consent>;

export const acceptance = z.object({
  kind: legalKind,
  version,
  language,
  title: z.string(),
  acceptedAt: instant,
});
export type Acceptance = z.infer<typeof acceptance>;

const writtenText = z.strictObject({
  title: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(100_000),
});

export const legalRoutes = {
  legalDocuments: route({
    method: 'GET',
    path: '/api/legal-documents',
    summary: 'The current Terms of Use and Privacy Policy.',
    may: 'anyone',
    query: z.strictObject({ language }),
    reply: z.object({ documents: z.array(legalDocument) }),
    beforeConsent: true,
  }),
  acceptDocuments: route({
    method: 'POST',
    path: '/api/me/acceptances',
    summary: 'Accept the current documents. Fails with consentRequired while one is missing, or is an older version.',
    may: everyone,
    body: z.strictObject({ accepted: consents, language }),
    reply: z.object({ acceptances: z.array(acceptance) }),
    beforeConsent: true,
  }),
  legalHistory: route({
    method: 'GET',
    path: '/api/admin/legal-documents',
    summary: 'Every published version of both documents, the newest first, in both languages.',
    may: adminOnly,
    reply: z.object({ documents: z.array(legalDocument.extend({ acceptedBy: z.int() })) }),
  }),
  publishLegalDocument: route({
    method: 'POST',
    path: '/api/admin/legal-documents',
    summary: 'Publish the next version, which everybody is asked to accept at their next sign-in.',
    may: adminOnly,
    // Publishing the same version twice is a conflict, so a second press publishes nothing.
    body: z.strictObject({ kind: legalKind, version, fr: writtenText, en: writtenText }),
    reply: z.object({ kind: legalKind, version }),
    bodyLimit: 1024 * 1024,
  }),
} as const;
