import { AppError } from '@invigil/contract/errors';
import type { RouteName } from '@invigil/contract/routes';
import type { Handlers } from './handlers.ts';

/**
 * Routes whose handlers are still to be written: they are parsed and guarded like all others, then answered with
 * `unavailable`. Whoever writes a handler takes its name from here; this file goes with the last name.
 */
export const notYetNames = [
  // People and rosters.
  'people',
  'peopleCounts',
  'addPerson',
  'person',
  'changePerson',
  'suspendPerson',
  'restorePerson',
  'endPersonSessions',
  'deletionRequests',
  'answerDeletionRequest',
  'rosterTemplate',
  'checkRoster',
  'rosterImport',
  'importRoster',
  // Exams and rooms.
  'exams',
  'createExam',
  'exam',
  'changeExam',
  'publishExam',
  'cancelExam',
  'addExamDocument',
  'examDocument',
  'removeExamDocument',
  'examRooms',
  'createRoom',
  'changeRoom',
  'removeRoom',
  'examSittings',
  'enrol',
  'changeSitting',
  'withdrawSitting',
  // The audit log.
  'audit',
  'auditExport',
] as const satisfies readonly RouteName[];
type NotYetName = (typeof notYetNames)[number];

async function refuse(): Promise<never> {
  throw new AppError({ code: 'unavailable', retryAfterSeconds: 3_600 });
}

export const notYet = Object.fromEntries(notYetNames.map((name) => [name, refuse])) as unknown as Pick<
  Handlers,
  NotYetName
>;
