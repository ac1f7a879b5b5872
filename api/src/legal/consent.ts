import { type LegalKind, legalKinds } from '@invigil/contract/legalKinds';
import type { Language } from '@invigil/contract/roles';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';
import { LegalAcceptance } from './legalAcceptance.ts';
import { LegalDocument } from './legalDocument.ts';

/** The version of each document that is to be accepted now. */
export async function currentVersions(em: EntityManager): Promise<Map<LegalKind, number>> {
  const documents = await em.find(LegalDocument, {}, { fields: ['kind', 'version'] });
  const versions = new Map<LegalKind, number>();
  for (const { kind, version } of documents) versions.set(kind, Math.max(version, versions.get(kind) ?? 0));
  return versions;
}

/** A query of the kinds whose current version is not accepted by the account that the expression `accountId` names. */
export const missingKindsSql = (accountId: string): string => `
  select d.kind from (select kind, max(version) as version from legal_document group by kind) d where not exists (
    select from legal_acceptance l where l.account_id = ${accountId} and l.kind = d.kind and l.version = d.version)`;

/** The documents whose current version this account has not accepted. */
export async function missingConsents(em: EntityManager, account: Account): Promise<LegalKind[]> {
  const missing = await em.execute<{ kind: LegalKind }[]>(missingKindsSql('?'), [account.id]);
  return legalKinds.filter((kind) => missing.some((document) => document.kind === kind));
}

/** Writes down, with the next flush, that somebody accepted everything there is to accept, in their own language. */
export async function acceptCurrentDocuments(
  em: EntityManager,
  { account, at, networkHash }: { account: Account; at: Date; networkHash: string },
): Promise<void> {
  for (const [kind, version] of await currentVersions(em)) {
    accept(em, { account, kind, version, language: account.language, acceptedAt: at, networkHash });
  }
}

/** Writes down, with the next flush, that somebody accepted one version of one document. */
export function accept(
  em: EntityManager,
  acceptance: {
    account: Account;
    kind: LegalKind;
    version: number;
    language: Language;
    acceptedAt: Date;
    networkHash: string;
  },
): LegalAcceptance {
  return em.create(LegalAcceptance, { id: newId(), ...acceptance });
}
