import type { PersonId } from '@invigil/contract/ids';
import type { Person, PersonDetails } from '@invigil/contract/routes/admin/person';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { standingValidation } from '../devices/deviceStanding.ts';
import { Invitation } from '../invitations/invitation.ts';
import { LegalAcceptance } from '../legal/legalAcceptance.ts';
import { LegalDocument } from '../legal/legalDocument.ts';
import { Mail } from '../mails/mail.ts';
import { Session } from '../sessions/session.ts';
import { Sitting } from '../sittings/sitting.ts';

const mostMails = 20;
const mostInvitations = 50;

/** Everything an admin sees of one person. */
export async function detailsOf(em: EntityManager, person: Person, now: Date): Promise<PersonDetails> {
  const account = await em.findOneOrFail(Account, { id: person.personId });
  const invitations = await em.find(
    Invitation,
    { account },
    { orderBy: { sentAt: 'desc', id: 'desc' }, limit: mostInvitations },
  );
  const sittings = await em.find(
    Sitting,
    { candidate: account },
    { populate: ['exam', 'room'], orderBy: { exam: { opensAt: 'desc' } } },
  );
  const mails = await em.find(Mail, { account }, { orderBy: { createdAt: 'desc', id: 'desc' }, limit: mostMails });
  return {
    ...person,
    timeZone: account.timeZone ?? null,
    invitations: invitations.map((invitation) => invitation.asReply(now)),
    acceptances: await acceptancesOf(em, person.personId),
    sessionCount: await em.count(Session, { account, expiresAt: { $gt: now } }),
    device: await deviceOf(em, person.personId, now),
    sittings: sittings.map(({ id, state, extraMinutes, room, exam }) => ({
      sittingId: id,
      state,
      extraMinutes,
      roomName: room.name,
      exam: { examId: exam.id, title: exam.title, opensAt: exam.opensAt.toISOString() },
    })),
    mails: mails.map(({ kind, createdAt, sentAt, failedAt }) => ({
      kind,
      state: sentAt ? 'sent' : failedAt ? 'failed' : 'waiting',
      createdAt: createdAt.toISOString(),
      sentAt: sentAt?.toISOString() ?? null,
    })),
  };
}

async function acceptancesOf(em: EntityManager, account: PersonId): Promise<PersonDetails['acceptances']> {
  const acceptances = await em.find(LegalAcceptance, { account }, { orderBy: { acceptedAt: 'desc', kind: 'asc' } });
  const documents = await em.find(
    LegalDocument,
    { $or: acceptances.map(({ kind, version, language }) => ({ kind, version, language })) },
    { fields: ['kind', 'version', 'language', 'title'] },
  );
  const titles = new Map(documents.map((document) => [keyOf(document), document.title]));
  return acceptances.map((acceptance) => ({
    kind: acceptance.kind,
    version: acceptance.version,
    language: acceptance.language,
    title: titles.get(keyOf(acceptance)) ?? '',
    acceptedAt: acceptance.acceptedAt.toISOString(),
  }));
}

const keyOf = ({ kind, version, language }: { kind: string; version: number; language: string }) =>
  `${kind} ${version} ${language}`;

async function deviceOf(em: EntityManager, account: PersonId, now: Date): Promise<PersonDetails['device']> {
  const last = await standingValidation(em, { id: account }, now);
  if (!last) return { state: 'none', checkedAt: null, device: null, kind: null, steps: [], validUntil: null };
  return {
    state: !last.passed ? 'failed' : last.validUntil > now ? 'passed' : 'expired',
    checkedAt: last.checkedAt.toISOString(),
    device: last.device,
    kind: last.check?.kind ?? null,
    steps: last.steps ?? [],
    validUntil: last.passed ? last.validUntil.toISOString() : null,
  };
}
