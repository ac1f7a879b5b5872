import type { Log } from '@invigil/server-kit/log';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { Account } from '../accounts/account.ts';
import { DeletionRequest } from '../accounts/deletionRequest.ts';
import { PasswordReset } from '../accounts/passwordReset.ts';
import { Answer } from '../answers/answer.ts';
import { AnswerFile } from '../answers/answerFile.ts';
import { AnswerRevision } from '../answers/answerRevision.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Hand } from '../conversations/hand.ts';
import { Message } from '../conversations/message.ts';
import { DeviceCheck } from '../devices/deviceCheck.ts';
import { DeviceValidation } from '../devices/deviceValidation.ts';
import { Exam } from '../exams/exam.ts';
import { ExamDocument } from '../exams/examDocument.ts';
import { Incident } from '../incidents/incident.ts';
import { Still } from '../incidents/still.ts';
import { Intervention } from '../interventions/intervention.ts';
import { Invitation } from '../invitations/invitation.ts';
import { InvitationRun, InvitationRunPerson } from '../invitations/invitationRun.ts';
import { LegalAcceptance } from '../legal/legalAcceptance.ts';
import { LegalDocument } from '../legal/legalDocument.ts';
import { Look } from '../looks/look.ts';
import { Mail } from '../mails/mail.ts';
import { CandidateReply } from '../reviews/candidateReply.ts';
import { Decision } from '../reviews/decision.ts';
import { ReviewComment } from '../reviews/reviewComment.ts';
import { Room } from '../rooms/room.ts';
import { RosterImport } from '../roster/rosterImport.ts';
import { Session } from '../sessions/session.ts';
import { Sitting } from '../sittings/sitting.ts';
import { Interruption } from '../writing/interruption.ts';
import { migrations } from './migrations.ts';

export type Orm = MikroORM;

const entities = [
  CandidateReply,
  Decision,
  ReviewComment,
  Look,
  Hand,
  Message,
  Intervention,
  Account,
  Answer,
  AnswerFile,
  AnswerRevision,
  AuditEntry,
  DeletionRequest,
  DeviceCheck,
  DeviceValidation,
  Exam,
  ExamDocument,
  Incident,
  Interruption,
  Invitation,
  InvitationRun,
  InvitationRunPerson,
  LegalAcceptance,
  LegalDocument,
  Mail,
  PasswordReset,
  Room,
  RosterImport,
  Session,
  Sitting,
  Still,
];

/**
 * The map between entities and a PostgreSQL database that exists already. Connects when first asked for something, and
 * anew after the database was away; close it with `orm.close()`.
 */
export function openOrm({
  databaseUrl,
  log,
  connections = 10,
  longestQueryMs = 10_000,
}: {
  databaseUrl: string;
  log: Log;
  connections?: number;
  longestQueryMs?: number;
}): Orm {
  return new MikroORM({
    clientUrl: databaseUrl,
    entities,
    extensions: [Migrator],
    migrations: { migrationsList: migrations, snapshot: false, silent: true },
    ensureDatabase: false,
    forceUtcTimezone: true,
    pool: { min: 0, max: connections },
    driverOptions: {
      // A database that is away must answer for itself soon, or every request would wait for it.
      connectionTimeoutMillis: 3_000,
      query_timeout: longestQueryMs,
      keepAlive: true,
      application_name: 'invigil-api',
    },
    colors: false,
    logger: (message) => log.debug(message),
  });
}

/** Resolves when the database answers; rejects with why it does not. */
export async function askDatabase(orm: Orm): Promise<void> {
  await orm.em.getConnection().execute('select 1');
}
