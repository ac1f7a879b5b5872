import { audit } from '../audit/auditEntry.ts';
import type { Handlers } from '../http/handlers.ts';

/**
 * One query for each part of what is stored about the person `?`. Left out on purpose: hashes and whatever else would help
 * somebody who got hold of the file to act as this person, and who else was concerned, which is those people's data.
 */
export const myDataParts = {
  account: `select id, name, email, role, language, time_zone, state, created_at,
    password_hash is not null as has_password from account where id = ?`,
  sessions: `select id, address, browser, created_at, seen_at, expires_at from session where account_id = ?
    order by created_at`,
  acceptances: `select a.kind, a.version, a.language, d.title, a.accepted_at from legal_acceptance a
    join legal_document d using (kind, version, language) where a.account_id = ? order by a.accepted_at, a.kind`,
  invitations: `select id, state, sent_at, expires_at, ended_at from invitation where account_id = ? order by sent_at`,
  invitationsInRuns: `select r.id as run_id, r.action, r.requested_at, p.outcome from invitation_run_person p
    join invitation_run r on r.id = p.run_id where p.account_id = ? order by r.requested_at`,
  mails: `select id, kind, recipient, language, payload, created_at, attempts, last_error, sent_at, failed_at from mail
    where account_id = ? order by created_at`,
  passwordResets: `select id, created_at, expires_at, used_at from password_reset where account_id = ?
    order by created_at`,
  deletionRequests: `select id, requested_at, answered_at, outcome, reason from deletion_request where account_id = ?
    order by requested_at`,
  deviceValidations: `select id, device, passed, checked_at, valid_until, facts, steps from device_validation
    where account_id = ? order by checked_at`,
  deviceChecks: `select id, kind, began_at, finished_at, text from device_check where account_id = ? order by began_at`,
  sittings: `select s.id, e.title as exam, e.kind, e.opens_at, e.closes_at, r.name as room, s.state, s.extra_minutes,
    s.started_at, s.submitted_at, s.terms_accepted_at, s.credited_seconds,
    s.lobby_entered_at, s.admitted_at, s.late_entry_allowed, s.granted_seconds, s.terminated_at from sitting s join exam e on e.id = s.exam_id join room r on r.id = s.room_id
    where s.candidate_id = ? order by e.opens_at`,
  answers: `select a.sitting_id, a.question_id, a.text, a.content, a.revision, a.saved_at from answer a
    join sitting s on s.id = a.sitting_id where s.candidate_id = ? order by a.saved_at`,
  answerRevisions: `select r.sitting_id, r.question_id, r.reason, r.text, r.content, r.saved_at from answer_revision r
    join sitting s on s.id = r.sitting_id where s.candidate_id = ? order by r.saved_at`,
  answerFiles: `select f.sitting_id, f.question_id, f.file_name, f.byte_size, f.uploaded_at, f.removed_at from answer_file f
    join sitting s on s.id = f.sitting_id where s.candidate_id = ? order by f.uploaded_at`,
  interruptions: `select i.sitting_id, i.reason, i.began_at, i.ended_at, i.credited_seconds from interruption i
    join sitting s on s.id = i.sitting_id where s.candidate_id = ? order by i.began_at`,
  incidents: `select i.sitting_id, i.kind, i.facts, i.reported_by, i.began_at, i.ended_at from incident i
    join sitting s on s.id = i.sitting_id where s.candidate_id = ? order by i.began_at`,
  stills: `select i.sitting_id, i.source, i.taken_at, i.byte_size from still i
    join sitting s on s.id = i.sitting_id where s.candidate_id = ? order by i.taken_at`,
  interventions: `select i.sitting_id, i.kind, i.facts - 'to' as facts, i.at, i.reason, i.answered_at, i.undone_at,
    i.undo_reason from intervention i join sitting s on s.id = i.sitting_id where s.candidate_id = ? order by i.at`,
  messages: `select m.sitting_id, m.at, m.by_id is null as mine, m.text, m.canned, m.read_at from message m
    join sitting s on s.id = m.sitting_id where s.candidate_id = ? order by m.at`,
  hands: `select h.sitting_id, h.raised_at, h.ended_at from hand h
    join sitting s on s.id = h.sitting_id where s.candidate_id = ? order by h.raised_at`,
  looks: `select l.sitting_id, l.began_at, l.ended_at from look l
    join sitting s on s.id = l.sitting_id where s.candidate_id = ? order by l.began_at`,
  reviewComments: `select c.sitting_id, c.incident_id, c.at, c.text from review_comment c
    join sitting s on s.id = c.sitting_id where s.candidate_id = ? order by c.at`,
  decisions: `select d.sitting_id, d.outcome, d.reason, d.at from decision d
    join sitting s on s.id = d.sitting_id where s.candidate_id = ? order by d.at`,
  replies: `select r.sitting_id, r.text, r.at from candidate_reply r
    join sitting s on s.id = r.sitting_id where s.candidate_id = ? order by r.at`,
  messagesWritten: `select at, text, canned from message where by_id = ? order by at`,
  looksTaken: `select began_at, ended_at from look where by_id = ? order by began_at`,
  commentsWritten: `select at, text from review_comment where by_id = ? order by at`,
  roomsProctored: `select r.id, r.name, e.title as exam, e.opens_at from room_proctor p join room r on r.id = p.room_id
    join exam e on e.id = r.exam_id where p.proctor_id = ? order by e.opens_at, r.name`,
  documentsUploaded: `select id, file_name, byte_size, uploaded_at from exam_document where uploaded_by_id = ?
    order by uploaded_at`,
  rostersUploaded: `select id, file_name, state, uploaded_at, imported_at from roster_import where uploaded_by_id = ?
    order by uploaded_at`,
  invitationRunsStarted: `select id, action, requested_at, finished_at from invitation_run where requested_by_id = ?
    order by requested_at`,
  acts: `select at, action, subject_id, address, facts from audit_entry where actor_id = ? order by at, id`,
  actsUponMe: `select at, action from audit_entry where subject_id = ? order by at, id`,
} as const satisfies Record<string, string>;

/** Everything stored about who asks, as one readable JSON file. */
export const myDataHandler: Handlers['myData'] = async ({ em, session: { account }, now, address }) => {
  const parts: Record<string, unknown> = {};
  for (const [name, sql] of Object.entries(myDataParts)) parts[name] = await em.execute(sql, [account.id]);
  audit(em, { at: now, actorId: account.id, address, action: 'dataExported' });
  return {
    fileName: `invigil-${now.toISOString().slice(0, 10)}.json`,
    content: JSON.stringify({ exportedAt: now.toISOString(), ...parts }, null, 2),
  };
};
