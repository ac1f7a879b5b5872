import type { RouteRecordRaw } from 'vue-router';

/** The admin's pages below one frame, with addresses that can be shared and come back to. */
export const adminRoutes: RouteRecordRaw = {
  path: '/admin',
  component: () => import('./parts/AdminLayout.vue'),
  redirect: { name: 'people' },
  meta: { roles: ['admin'] },
  children: [
    { path: 'people', name: 'people', component: () => import('./people/PeoplePage.vue') },
    { path: 'people/new', name: 'addPerson', component: () => import('./people/AddPersonPage.vue') },
    { path: 'people/:personId', name: 'person', component: () => import('./person/PersonPage.vue'), props: true },
    { path: 'roster', name: 'roster', component: () => import('./roster/RosterPage.vue') },
    {
      path: 'roster/:rosterImportId',
      name: 'rosterReport',
      component: () => import('./roster/ReportPage.vue'),
      props: true,
    },
    { path: 'invitation-runs', name: 'runs', component: () => import('./runs/RunsPage.vue') },
    {
      path: 'invitation-runs/:invitationRunId',
      name: 'run',
      component: () => import('./runs/RunPage.vue'),
      props: true,
    },
    { path: 'exams', name: 'exams', component: () => import('./exams/ExamsPage.vue') },
    { path: 'exams/new', name: 'addExam', component: () => import('./exams/AddExamPage.vue') },
    {
      path: 'exams/:examId',
      component: () => import('./exams/ExamPage.vue'),
      props: true,
      children: [
        { path: '', name: 'exam', component: () => import('./exams/ExamDetailsTab.vue') },
        { path: 'questions', name: 'examQuestions', component: () => import('./exams/ExamQuestionsTab.vue') },
        { path: 'rooms', name: 'examRooms', component: () => import('./rooms/ExamRoomsTab.vue') },
        { path: 'candidates', name: 'examCandidates', component: () => import('./rooms/ExamCandidatesTab.vue') },
      ],
    },
    { path: '/supervision', name: 'supervision', component: () => import('../supervision/SupervisionPage.vue') },
    { path: 'audit', name: 'audit', component: () => import('./audit/AuditPage.vue') },
    { path: 'legal-documents', name: 'legal', component: () => import('./legal/LegalPage.vue') },
    {
      path: 'legal-documents/:kind/new',
      name: 'writeLegal',
      component: () => import('./legal/WriteLegalPage.vue'),
      props: true,
    },
    { path: 'deletion-requests', name: 'deletions', component: () => import('./legal/DeletionsPage.vue') },
  ],
};
