import { randomUUID } from 'node:crypto';
import { type DeletionRequestId, deviceId, handId, messageId, pageId, type SessionId } from '@invigil/contract/ids';
import type { RouteName } from '@invigil/contract/routes';
import type { Account } from '../src/accounts/account.ts';
import { DeletionRequest } from '../src/accounts/deletionRequest.ts';
import { newId } from '../src/newId.ts';
import { Session } from '../src/sessions/session.ts';
import { addAnswer } from './answers.ts';
import { addDeviceCheck } from './entry.ts';
import { addAccount, addExamDay, hour } from './examDay.ts';
import { holdLive } from './liveSitting.ts';
import { pdf } from './pdf.ts';
import { act, idOf } from './proctoredRoom.ts';
import type { TestApi } from './testApi.ts';
import { someQuestions, startWriting } from './writing.ts';

/** One of everything that a route can be asked about, and who it belongs to. */
export interface RouteWorld {
  candidate: Account;
  proctor: Account;
  admin: Account;
  /** By the names of parameters. */
  ids: Readonly<Record<string, string>>;
  /** What a route needs another one of. */
  idsOf: Partial<Record<RouteName, Readonly<Record<string, string>>>>;
}

/** The page that holds the writing of each world's candidate. */
export const writingPage = pageId.parse(randomUUID());

/** The device that each world's candidate has checked. */
export const checkedDevice = deviceId.parse(randomUUID());

export const roster = 'E-mail,Full name\r\nnew@exam-day.example,Nadia Newman\r\n';

/** Makes a whole world of its own, so that what one call does to it spoils no other call. */
export async function makeWorld(server: TestApi): Promise<RouteWorld> {
  const now = new Date(server.clock.now());
  const day = await addExamDay(server.orm, {
    opensAt: new Date(now.getTime() - 1_000),
    closesAt: new Date(now.getTime() + 3 * hour),
  });
  const admin = await addAccount(server.orm, 'admin');
  const asAdmin = await server.as(admin);
  const { invitationRunId } = await asAdmin.call('startInvitationRun', {
    body: { idempotencyKey: randomUUID(), action: 'revoke', people: { personIds: [day.candidate.id] } },
  });
  const invited = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const { documents } = await asAdmin.call('addExamDocument', {
    params: { examId: day.exam.id },
    query: { fileName: 'sujet.pdf' },
    file: new Blob([pdf()]),
  });
  const { rosterImportId } = await asAdmin.call('checkRoster', {
    query: { fileName: 'roster.csv' },
    file: new Blob([roster.replace('new@', `new-${randomUUID()}@`)]),
  });
  const empty = await asAdmin.call('createRoom', {
    params: { examId: day.exam.id },
    body: { name: 'Salle vide', proctorIds: [] },
  });
  const asCandidate = await server.as(day.candidate);
  const writing = await addWriting(server, day.candidate);
  const copy = await addCopy(server, { candidate: day.candidate, proctor: day.proctor, now });
  await addDeviceCheck(server, day.candidate, { deviceId: checkedDevice });
  const params = { sittingId: day.sitting.id };
  const { terms } = await asCandidate.call('sittingEntry', { params, query: {} });
  await asCandidate.call('acceptExamTerms', { params, body: { version: terms.version } });
  const interventionId = await addIntervention(server, day);
  const hand = handId.parse(randomUUID());
  await asCandidate.call('raiseHand', { params, body: { handId: hand } });
  const message = messageId.parse(randomUUID());
  await asCandidate.call('writeToProctor', { params, body: { messageId: message, text: 'Bonjour.' } });
  const live = { sittingId: day.sitting.id, roomId: day.room.id };
  await holdLive(server.cluster, live, { webcam: 'live', screen: 'live' }, { ttlMs: 24 * hour });
  const { checkId } = await asCandidate.call('startDeviceCheck', {
    body: { kind: 'full', deviceId: deviceId.parse(randomUUID()) },
  });
  return {
    candidate: day.candidate,
    proctor: day.proctor,
    admin,
    ids: {
      examId: day.exam.id,
      roomId: day.room.id,
      sittingId: day.sitting.id,
      personId: invited.id,
      documentId: documents[0]?.documentId ?? '',
      invitationRunId,
      rosterImportId,
      checkId,
      questionId: day.exam.id,
      fileId: writing.fileId,
      termsVersion: String(terms.version),
      interventionId,
      handId: hand,
      messageId: message,
      deletionRequestId: await addDeletionRequest(server, invited, now),
    },
    idsOf: {
      removeRoom: { roomId: empty.roomId },
      myCopy: copy,
      myCopyPdf: copy,
      decide: copy,
      myReview: copy,
      replyToReview: copy,
      writing: writing.ofText,
      holdWriting: writing.ofText,
      pauseWriting: writing.ofText,
      resumeWriting: writing.ofText,
      signOfLife: writing.ofText,
      submitSitting: writing.ofText,
      saveAnswer: writing.ofText,
      addAnswerFile: writing.ofFile,
      answerFile: writing.ofFile,
      removeAnswerFile: writing.ofFile,
      sittingDocument: writing.ofFile,
    },
  };
}

/** A view that the proctor of a room asked for; its answers may be read. */
async function addIntervention(
  server: TestApi,
  { proctor, room, sitting, exam }: Awaited<ReturnType<typeof addExamDay>>,
): Promise<string> {
  await server.database.query(`update exam set answers_shown = true where id = '${exam.id}'`);
  const asked = { kind: 'viewRequested', facts: { view: 'desk' } } as const;
  return idOf(await act(await server.as(proctor), { room, sitting }, asked));
}

/** Another session of somebody, to be ended. */
export async function addSession(server: TestApi, account: Account): Promise<SessionId> {
  await server.cookieOf(account);
  const found = await server.orm.em.fork().findOneOrFail(Session, { account }, { orderBy: { id: 'desc' } });
  return found.id;
}

async function addDeletionRequest(server: TestApi, account: Account, now: Date): Promise<DeletionRequestId> {
  const em = server.orm.em.fork();
  const id = newId<DeletionRequestId>();
  em.create(DeletionRequest, { id, account: account.id, requestedAt: now });
  await em.flush();
  return id;
}

/** An exam that the candidate writes on the page of `writingPage`: with a text, and a question that a file was given to. */
async function addWriting(server: TestApi, candidate: Account) {
  const { text, file } = someQuestions();
  const { exam, sittingId } = await startWriting(server, {
    questions: [{ ...text, mandatory: false }, file],
    page: writingPage,
  });
  await server.database.query(`update sitting set candidate_id = '${candidate.id}' where id = '${sittingId}'`);
  const asAdmin = await server.as(await addAccount(server.orm, 'admin'));
  await server.database.query(`update sitting set state = 'scheduled', started_at = null where id = '${sittingId}'`);
  const { documents } = await asAdmin.call('addExamDocument', {
    params: { examId: exam.id },
    query: { fileName: 'sujet.pdf' },
    file: new Blob([pdf()]),
  });
  const startedAt = new Date(server.clock.now()).toISOString();
  await server.database.query(
    `update sitting set state = 'writing', started_at = '${startedAt}' where id = '${sittingId}'`,
  );
  const documentId = documents[0]?.documentId ?? '';
  const asCandidate = await server.as(candidate);
  const { fileId } = await asCandidate.call('addAnswerFile', {
    params: { sittingId, questionId: file.questionId },
    query: { fileName: 'plan.pdf', pageId: writingPage },
    file: new Blob([pdf()]),
  });
  return {
    fileId,
    ofText: { sittingId, questionId: text.questionId },
    ofFile: { sittingId, questionId: file.questionId, fileId, documentId },
  };
}

/** Something the candidate handed in, in another exam that the same proctor watched, who has decided about it. */
async function addCopy(
  server: TestApi,
  { candidate, proctor, now }: { candidate: Account; proctor: Account; now: Date },
): Promise<{ sittingId: string; roomId: string }> {
  const { sitting, room } = await addExamDay(server.orm, { state: 'submitted' });
  await server.database.query(
    `update sitting set candidate_id = '${candidate.id}', submitted_at = now() where id = '${sitting.id}'`,
  );
  await addAnswer(server.orm, sitting, { text: 'Rendu.', savedAt: now });
  await server.database.query(`insert into room_proctor (room_id, proctor_id) values ('${room.id}', '${proctor.id}')`);
  await server.database.query(`
    insert into decision (id, sitting_id, outcome, reason, by_id, at)
    values ('${randomUUID()}', '${sitting.id}', 'noted', 'Vu.', '${proctor.id}', '${now.toISOString()}')`);
  return { sittingId: sitting.id, roomId: room.id };
}
