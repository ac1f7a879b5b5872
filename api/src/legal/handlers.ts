import { AppError } from '@invigil/contract/errors';
import { type LegalKind, legalKinds } from '@invigil/contract/legalKinds';
import type { Consent } from '@invigil/contract/routes/legal';
import { LockMode } from '@mikro-orm/core';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';
import { newId } from '../newId.ts';
import { Session } from '../sessions/session.ts';
import { acceptancesOf } from './acceptances.ts';
import { accept, currentVersions, missingConsents } from './consent.ts';
import { LegalDocument } from './legalDocument.ts';
import { networkHash } from './networkHash.ts';

type LegalRoute = 'legalDocuments' | 'acceptDocuments' | 'legalHistory' | 'publishLegalDocument';

/** @param networkKey keys the hashes of the networks that acceptances come from. */
export function legalHandlers({ networkKey }: { networkKey: string }): Pick<Handlers, LegalRoute> {
  return {
    async legalDocuments({ em, query }) {
      const current = [...(await currentVersions(em))].map(([kind, version]) => ({ kind, version }));
      const documents =
        current.length === 0 ? [] : await em.find(LegalDocument, { language: query.language, $or: current });
      return { documents: documents.sort(inOrder).map((document) => document.asReply()) };
    },

    async acceptDocuments({ em, session, body, now, address }) {
      await em.transactional(async (tx) => {
        // One at a time for each person, so that pressing twice accepts once.
        const account = await tx.findOneOrFail(Account, session.account.id, { lockMode: LockMode.PESSIMISTIC_WRITE });
        const missing = await missingConsents(tx, account);
        const versions = await currentVersions(tx);
        mustContain(body.accepted, missing, versions);
        for (const kind of missing) {
          const version = versions.get(kind) ?? 0;
          const { language } = body;
          accept(tx, {
            account,
            kind,
            version,
            language,
            acceptedAt: now,
            networkHash: networkHash(networkKey, address),
          });
          const facts = { kind, version: String(version), language };
          audit(tx, { at: now, actorId: account.id, address, action: 'documentsAccepted', facts });
        }
        await tx.nativeUpdate(Session, { account, consentDue: true }, { consentDue: false });
      });
      return { acceptances: await acceptancesOf(em, session.account) };
    },

    async legalHistory({ em }) {
      const documents = await em.find(LegalDocument, {}, { orderBy: { publishedAt: 'desc', version: 'desc' } });
      const counts = await acceptanceCounts(em);
      return {
        documents: documents.map((document) => {
          const { kind, version, language } = document;
          return { ...document.asReply(), acceptedBy: counts.get(`${kind} ${version} ${language}`) ?? 0 };
        }),
      };
    },

    async publishLegalDocument({ em, session, body, now, address }) {
      const { kind, version } = body;
      const current = (await currentVersions(em)).get(kind) ?? 0;
      if (version !== current + 1) throw new AppError({ code: 'stale' });
      for (const language of ['fr', 'en'] as const) {
        em.create(LegalDocument, { id: newId(), kind, version, language, publishedAt: now, ...body[language] });
      }
      const facts = { kind, version: String(version) };
      audit(em, { at: now, actorId: session.account.id, address, action: 'legalDocumentPublished', facts });
      try {
        await em.flush();
      } catch (error) {
        // Somebody else published this version between our reading and our writing.
        if (error instanceof UniqueConstraintViolationException) {
          throw new AppError({ code: 'stale' }, { cause: error });
        }
        throw error;
      }
      return { kind, version };
    },
  };
}

/** @throws {AppError} consentRequired naming what is missing and not accepted in its current version. */
function mustContain(
  accepted: readonly Consent[],
  missing: readonly LegalKind[],
  versions: ReadonlyMap<LegalKind, number>,
): void {
  const refused = missing.filter(
    (kind) => !accepted.some((consent) => consent.kind === kind && consent.version === versions.get(kind)),
  );
  if (refused.length > 0) throw new AppError({ code: 'consentRequired', missing: refused });
}

const inOrder = (a: LegalDocument, b: LegalDocument) => legalKinds.indexOf(a.kind) - legalKinds.indexOf(b.kind);

/** How many people accepted a document, by its kind, version and language in one text. */
async function acceptanceCounts(em: EntityManager): Promise<Map<string, number>> {
  const rows = await em.execute<{ document: string; people: number }[]>(
    `select concat_ws(' ', kind, version, language) as document, count(*)::int as people
     from legal_acceptance group by kind, version, language`,
  );
  return new Map(rows.map(({ document, people }) => [document, people]));
}
