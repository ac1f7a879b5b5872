import type { Acceptance } from '@invigil/contract/routes/legal';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { LegalAcceptance } from './legalAcceptance.ts';
import { LegalDocument } from './legalDocument.ts';

/** Everything somebody ever accepted, the last first, by the titles they read. */
export async function acceptancesOf(em: EntityManager, account: Account): Promise<Acceptance[]> {
  const accepted = await em.find(LegalAcceptance, { account }, { orderBy: { acceptedAt: 'desc', kind: 'asc' } });
  if (accepted.length === 0) return [];
  const read = accepted.map(({ kind, version, language }) => ({ kind, version, language }));
  const documents = await em.find(LegalDocument, { $or: read }, { fields: ['kind', 'version', 'language', 'title'] });
  return accepted.map(({ kind, version, language, acceptedAt }) => {
    const document = documents.find((one) => one.kind === kind && one.version === version && one.language === language);
    return { kind, version, language, title: document?.title ?? kind, acceptedAt: acceptedAt.toISOString() };
  });
}
