import type { TechnicalTestState, UpcomingExam } from '@invigil/contract/routes/dashboard';
import { accessTo, closingOf } from '../sittingAccess.ts';

/** What an exam on the dashboard lets its candidate do now; the server decides again when they do it. */
export type ExamStanding =
  | { kind: 'cancelled' }
  | { kind: 'needsTest' }
  | { kind: 'open'; closesInMs: number }
  | { kind: 'early'; opensInMs: number }
  | { kind: 'closed' }
  | { kind: 'over' };

/**
 * @param test where the technical test stands.
 * @param now the server's time in milliseconds.
 */
export function examStanding(sitting: UpcomingExam, test: TechnicalTestState, now: number): ExamStanding {
  const { exam } = sitting;
  if (exam.state === 'cancelled') return { kind: 'cancelled' };
  const access = accessTo(sitting, now);
  if (access.kind !== 'open') return access;
  if (exam.kind === 'exam' && exam.rules.technicalTest && test !== 'passed') return { kind: 'needsTest' };
  return { kind: 'open', closesInMs: closingOf(sitting) - now };
}
