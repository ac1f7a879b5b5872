import { Readable } from 'node:stream';
import type { EntityManager } from '@mikro-orm/postgresql';
import { byteOrderMark, csvLine, delimiterOf } from '../files/csv.ts';
import type { Handlers } from '../http/handlers.ts';
import { audit } from './auditEntry.ts';
import { type AuditFilter, listAudit } from './auditLog.ts';

/** Entries read at once for an export: little memory, few queries. */
const exportedAtOnce = 1_000;

const headings = {
  fr: ['Instant (UTC)', 'Par', 'Identifiant', 'Action', 'Objet', 'Détails', 'Adresse'],
  en: ['Instant (UTC)', 'By', 'Id', 'Action', 'Subject', 'Details', 'Address'],
} as const;

export const auditHandlers: Pick<Handlers, 'audit' | 'auditExport'> = {
  async audit({ em, query: { cursor, limit, ...filter } }) {
    return listAudit(em, filter, { cursor, limit });
  },

  async auditExport({ em, session: { account }, query, now, address }) {
    const facts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]));
    audit(em, { at: now, actorId: account.id, address, action: 'auditExported', facts });
    const lines = linesOf(em.fork(), query, account.language);
    return { fileName: `audit-${now.toISOString().slice(0, 10)}.csv`, content: Readable.from(lines) };
  },
};

/** The whole log, piece by piece as fast as it is read, so that its length does not matter. */
async function* linesOf(em: EntityManager, filter: AuditFilter, language: 'fr' | 'en'): AsyncGenerator<string> {
  const delimiter = delimiterOf[language];
  yield byteOrderMark + csvLine(headings[language], delimiter);
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listAudit(em, filter, { cursor, limit: exportedAtOnce });
    const lines = page.entries.map(({ at, actorName, actorId, action, subjectId, facts, address }) => {
      const details = Object.entries(facts).map(([name, value]) => `${name}: ${value}`);
      return csvLine(
        [at, actorName ?? '', actorId, action, subjectId ?? '', details.join('\n'), address ?? ''],
        delimiter,
      );
    });
    if (lines.length > 0) yield lines.join('');
    cursor = page.nextCursor;
  }
}
