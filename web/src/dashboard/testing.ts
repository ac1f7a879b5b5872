import type { ExamId, SittingId } from '@invigil/contract/ids';
import type { Dashboard, UpcomingExam } from '@invigil/contract/routes/dashboard';
import { ordinaryRules } from '@invigil/contract/routes/exam';

export const noon = Date.parse('2026-06-12T10:00:00Z');
const id = (n: number) => `0199${String(n).padStart(4, '0')}-0000-7000-8000-000000000000`;

/** A dashboard on which there is nothing yet. */
export function emptyDashboard(seen = 'first'): Dashboard {
  return {
    serverTime: new Date(noon).toISOString(),
    seen,
    upcoming: [],
    technicalTest: { state: 'notAssigned', mandatory: false, tests: [] },
    copies: [],
    device: { state: 'none', device: null, checkedAt: null, validUntil: null },
    tip: null,
  };
}

/** An exam that opens so many minutes from noon and stays open for two hours. */
export function examIn(minutes: number, more: Partial<UpcomingExam['exam']> = {}): UpcomingExam {
  const opensAt = noon + minutes * 60_000;
  return {
    sittingId: id(1) as SittingId,
    state: 'scheduled',
    extraMinutes: 0,
    exam: {
      examId: id(2) as ExamId,
      title: 'Civil law',
      opensAt: new Date(opensAt).toISOString(),
      closesAt: new Date(opensAt + 7_200_000).toISOString(),
      kind: 'exam',
      state: 'published',
      durationMinutes: 120,
      rules: { ...ordinaryRules, secondDisplay: 'warned' },
      ...more,
    },
  };
}
