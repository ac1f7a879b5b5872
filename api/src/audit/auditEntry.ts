import type { PersonId } from '@invigil/contract/ids';
import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { newId } from '../newId.ts';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  properties: {
    id: p.uuid().primary(),
    at: p.datetime(3),
    /** Who did it. Not a foreign key: what somebody did stays known when their account is deleted. */
    actorId: p.uuid().$type<PersonId>(),
    action: p.text(),
    facts: p.json<Readonly<Record<string, string>>>(),
  },
});

/** Something that somebody did. The database refuses to change or delete one. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

export type AuditAction =
  | 'sessionOpened'
  | 'sessionEnded'
  | 'languageChanged'
  | 'sittingJoinTokenIssued'
  | 'roomJoinTokenIssued';

/** Writes down an act with the next flush, in the transaction of the change itself. */
export function audit(
  em: EntityManager,
  entry: { at: Date; actorId: PersonId; action: AuditAction; facts?: Readonly<Record<string, string>> },
): void {
  em.create(AuditEntry, { id: newId(), facts: {}, ...entry });
}
