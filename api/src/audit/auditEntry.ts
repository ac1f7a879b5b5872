import type { AuditAction } from '@invigil/contract/auditActions';
import type { AuditEntryId, PersonId } from '@invigil/contract/ids';
import { defineEntity, type EntityManager, p } from '@mikro-orm/core';
import { newId } from '../newId.ts';

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  properties: {
    id: p.uuid().$type<AuditEntryId>().primary(),
    at: p.datetime(3),
    /** Who did it. Not a foreign key: what somebody did stays known when their account is deleted. */
    actorId: p.uuid().$type<PersonId>(),
    action: p.text(),
    facts: p.json<Readonly<Record<string, string>>>(),
    /** What it was done to, an id of whatever kind the action is about. */
    subjectId: p.uuid().nullable(),
    /** The network address it was done from; absent from what was written before addresses were. */
    address: p.text().nullable(),
  },
});

/** Something that somebody did. The database refuses to change or delete one. */
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

/** Writes down an act with the next flush, in the transaction of the change itself. */
export function audit(
  em: EntityManager,
  entry: {
    at: Date;
    actorId: PersonId;
    address: string;
    action: AuditAction;
    subjectId?: string;
    facts?: Readonly<Record<string, string>>;
  },
): void {
  em.create(AuditEntry, { id: newId(), facts: {}, ...entry });
}
