import type { LegalKind } from '@invigil/contract/legalKinds';
import type { Language } from '@invigil/contract/roles';
import type { EntityManager } from '@mikro-orm/postgresql';
import { LegalDocument } from '../legal/legalDocument.ts';
import type { Sitting } from '../sittings/sitting.ts';

const kind: LegalKind = 'termsOfUse';

/** The version of the terms of use that is to be accepted for an exam now. */
export async function currentTermsVersion(em: EntityManager): Promise<number> {
  const [newest] = await em.find(LegalDocument, { kind }, { orderBy: { version: 'desc' }, limit: 1 });
  if (!newest) throw new Error('there are no terms of use');
  return newest.version;
}

/** The current terms of use in one language. */
export async function currentTerms(em: EntityManager, language: Language): Promise<LegalDocument> {
  const version = await currentTermsVersion(em);
  return em.findOneOrFail(LegalDocument, { kind, version, language });
}

/** Whether these very terms were accepted for this sitting. */
export function hasAcceptedTerms({ termsAcceptedAt, termsVersion }: Sitting, version: number): boolean {
  return !!termsAcceptedAt && termsVersion === version;
}
