import type { ExamId, PersonId, SittingId } from '@invigil/contract/ids';
import type { ExamKind, ExamState, PastePolicy, SecondDisplayPolicy } from '@invigil/contract/routes/exam';
import type { SittingState } from '@invigil/contract/sittingStates';
import type { EntityManager } from '@mikro-orm/postgresql';
import { PreparedStatement } from '../db/preparedStatement.ts';

/** A sitting as the database writes it into JSON; instants are ISO texts, perhaps with an offset. */
export interface SittingRecord {
  sittingId: SittingId;
  state: SittingState;
  extraMinutes: number;
  submittedAt: string | null;
  examId: ExamId;
  title: string;
  kind: ExamKind;
  examState: ExamState;
  opensAt: string;
  closesAt: string;
  durationMinutes: number;
  webcamRequired: boolean;
  screenRequired: boolean;
  microphoneRequired: boolean;
  technicalTestRequired: boolean;
  secondDisplay: SecondDisplayPolicy;
  fullscreenRequired: boolean;
  pastePolicy: PastePolicy;
  lateEntryMinutes: number | null;
  faultCreditMinutes: number;
  admissionRequired: boolean;
  answersShown: boolean;
  lookMinutes: number;
  hasCopy: boolean;
  frozenAt: string | null;
}

export interface DeviceRecord {
  device: string;
  passed: boolean;
  checkedAt: string;
  validUntil: string;
}

export interface DashboardRecords {
  sittings: SittingRecord[];
  /** The last check of the device that stands best; null before the first. */
  device: DeviceRecord | null;
}

/** Sittings shown at most, the ones that open last; nobody sits that many, and no reply may grow without end. */
const mostSittings = 500;

/** All in one query and one row, because every candidate asks for it in the same minutes before an exam. */
const dashboardStatement = new PreparedStatement<{ records: DashboardRecords }>(
  'dashboard',
  `
select json_build_object(
  'sittings', (select coalesce(json_agg(mine), '[]') from (
    select s.id as "sittingId", s.state, s.extra_minutes as "extraMinutes", s.submitted_at as "submittedAt",
      e.id as "examId", e.title, e.kind, e.state as "examState", e.opens_at as "opensAt", e.closes_at as "closesAt",
      e.duration_minutes as "durationMinutes", e.webcam_required as "webcamRequired",
      e.screen_required as "screenRequired", e.technical_test_required as "technicalTestRequired",
      e.second_display as "secondDisplay", e.microphone_required as "microphoneRequired",
      e.fullscreen_required as "fullscreenRequired", e.paste_policy as "pastePolicy",
      e.late_entry_minutes as "lateEntryMinutes", e.fault_credit_minutes as "faultCreditMinutes",
      e.admission_required as "admissionRequired", e.answers_shown as "answersShown", e.look_minutes as "lookMinutes",
      exists (select from answer a where a.sitting_id = s.id) as "hasCopy", s.frozen_at as "frozenAt"
    from sitting s join exam e on e.id = s.exam_id
    where s.candidate_id = $1 and e.state <> 'draft' order by e.opens_at desc, s.id limit ${mostSittings}) mine),
  'device', (select row_to_json(last) from (
    select device, passed, checked_at as "checkedAt", valid_until as "validUntil" from (
      select distinct on (device_id) id, device, passed, checked_at, valid_until from device_validation
      where account_id = $1 order by device_id, checked_at desc, id desc) own
    order by passed and valid_until > $2 desc, checked_at desc, id desc limit 1) last)
) as records`,
);

export async function dashboardRecords(em: EntityManager, candidateId: PersonId, now: Date): Promise<DashboardRecords> {
  const [row] = await dashboardStatement.rows(em, [candidateId, now]);
  return row?.records ?? { sittings: [], device: null };
}
