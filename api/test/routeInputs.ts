import { randomUUID } from 'node:crypto';
import { textContent } from '@invigil/contract/answerContent';
import type { RouteName } from '@invigil/contract/routes';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { password } from './examDay.ts';
import { pdf } from './pdf.ts';
import { checkedDevice, type RouteWorld, roster, writingPage } from './routeWorld.ts';

/** Bodies that each route accepts, so that only who calls decides. Each call gets its own. */
export function bodyOf(name: RouteName, { ids, proctor, candidate }: RouteWorld): unknown {
  const bodies: Partial<Record<RouteName, unknown>> = {
    signIn: { email: 'nobody@exam-day.example', password: 'Wrong1Guess' },
    changeMe: { language: 'en' },
    changePassword: { currentPassword: password, newPassword: password },
    acceptDocuments: { accepted: [], language: 'fr' },
    publishLegalDocument: {
      kind: 'termsOfUse',
      version: 2,
      fr: { title: 'Conditions', text: 'Rien.' },
      en: { title: 'Terms', text: 'Nothing.' },
    },
    lookUpInvitation: { code: 'nobody has this' },
    activate: { code: 'nobody has this', password: 'weak', accepted: [] },
    renewInvitation: { code: 'nobody has this' },
    askPasswordReset: { email: 'nobody@exam-day.example' },
    resetPassword: { token: 'nobody-was-given-this', password },
    invitePerson: { idempotencyKey: randomUUID() },
    startInvitationRun: { idempotencyKey: randomUUID(), action: 'revoke', people: { search: 'nobody' } },
    addPerson: {
      name: 'Nadia Newman',
      email: `${randomUUID()}@x.example`,
      role: 'candidate',
      language: 'fr',
      invite: false,
    },
    changePerson: { name: 'Nadia Other' },
    answerDeletionRequest: { outcome: 'refused', reason: 'An exam is under way.' },
    createExam: {
      idempotencyKey: randomUUID(),
      title: 'Droit pénal',
      kind: 'exam',
      instructions: '',
      opensAt: '2026-07-01T08:00:00.000Z',
      closesAt: '2026-07-01T12:00:00.000Z',
      durationMinutes: 180,
      rules: ordinaryRules,
      questions: [],
    },
    changeExam: { title: 'Droit fiscal', revision: 1 },
    publishExam: { revision: 1 },
    cancelExam: { revision: 1 },
    createRoom: { name: 'Salle B', proctorIds: [proctor.id] },
    changeRoom: { name: 'Salle C', revision: 1 },
    enrol: { roomId: ids.roomId, personIds: [candidate.id] },
    changeSitting: { extraMinutes: 20 },
    startDeviceCheck: { kind: 'full', deviceId: randomUUID() },
    saveCheckText: { text: 'Été', baseRevision: 0 },
    finishDeviceCheck: { device: { browser: 'Chrome 130', system: 'Windows 11' }, steps: [] },
    acceptExamTerms: { version: Number(ids.termsVersion) },
    startSitting: {
      key: randomUUID(),
      pageId: randomUUID(),
      deviceId: checkedDevice,
      captures: [{ source: 'webcam' }, { source: 'screen', surface: 'monitor' }],
      secondDisplay: 'none',
      takeOver: false,
    },
    holdWriting: { pageId: randomUUID(), takeOver: true },
    saveAnswer: {
      pageId: writingPage,
      saveId: randomUUID(),
      baseRevision: 0,
      content: textContent('Été'),
      typedAgoMs: 100,
    },
    pauseWriting: { pageId: writingPage, key: randomUUID(), sources: ['screen'] },
    resumeWriting: { pageId: writingPage, key: randomUUID(), sources: ['screen'] },
    signOfLife: { pageId: writingPage },
    enterLobby: { pageId: randomUUID(), deviceId: checkedDevice },
    intervene: {
      key: randomUUID(),
      sittings: [{ sittingId: ids.sittingId, seen: null }],
      intervention: { kind: 'timeAdded', facts: { minutes: 5 } },
      reason: 'Panne de courant.',
      isConfirmed: true,
    },
    undoInterventions: { interventionIds: [ids.interventionId], reason: 'C’était une erreur.' },
    sendMessages: { key: randomUUID(), sittingIds: [ids.sittingId], message: { canned: 'welcome' } },
    readMessages: { messageId: ids.messageId },
    writeToProctor: { messageId: randomUUID(), text: 'Je n’entends rien.' },
    raiseHand: { handId: randomUUID() },
    addComment: { commentId: randomUUID(), incidentId: null, text: 'Rien de particulier.' },
    decide: { decisionId: randomUUID(), outcome: 'nothingToNote', reason: 'Vu.' },
    replyToReview: { text: 'Merci.' },
    submitSitting: { key: randomUUID(), pageId: writingPage, revisions: [], timeIsOver: false },
    removeAnswerFile: { pageId: writingPage },
    reportIncidents: {
      incidents: [{ incidentId: randomUUID(), kind: 'tabHidden', facts: {}, beganAgoMs: 2_000, endedAgoMs: null }],
    },
  };
  return bodies[name] ?? {};
}

/** The queries of those that need one. */
export const queries: Partial<Record<RouteName, string>> = {
  legalDocuments: '?language=fr',
  dashboardChange: '?seen=something-else',
  rosterTemplate: '?language=fr',
  checkRoster: '?fileName=roster.csv',
  addExamDocument: '?fileName=annexe.pdf',
  speedProbe: '?bytes=1000',
  addAnswerFile: `?fileName=plan.pdf&pageId=${writingPage}`,
  addStill: `?stillId=${randomUUID()}&source=webcam&takenAgoMs=1000`,
};

/** The files that each route takes. */
export const files: Partial<Record<RouteName, () => Buffer>> = {
  checkRoster: () => Buffer.from(roster),
  addExamDocument: () => pdf(randomUUID()),
  addAnswerFile: () => pdf(randomUUID()),
  addStill: () => Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
};
