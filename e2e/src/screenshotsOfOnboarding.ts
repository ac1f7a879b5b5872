import { randomBytes, randomUUID } from 'node:crypto';
import { makeAccessCode, randomSymbols, writeAccessCode } from '@invigil/contract/accessCode';
import { activationLink, resetLink } from '@invigil/contract/pageLinks';
import type { Browser, Page } from 'playwright-core';
import type { MailServer } from '../../api/test/mailServer.ts';
import { settle } from './support/accessibility.ts';
import { type Language, openContext } from './support/browsers.ts';
import { httpPersonAs } from './support/httpPerson.ts';
import type { Invigil } from './support/invigil.ts';
import { demo, signIn } from './support/people.ts';
import { until } from './support/until.ts';

interface Studio {
  invigil: Invigil;
  mails: MailServer;
  browser: Browser;
  photograph(page: Page, name: string, language: Language): Promise<void>;
  speak(page: Page, language: Language): Promise<void>;
}

/** The pages from an invitation to the dashboard, and the admin's, in one language; without a trace for the next one. */
export async function photographOnboarding(studio: Studio, language: Language): Promise<void> {
  await photographEntry(studio, language);
  await photographCandidate(studio, language);
  await photographAdmin(studio, language);
}

async function photographEntry({ invigil, mails, browser, photograph }: Studio, language: Language): Promise<void> {
  const page = await (await openContext(browser, { origin: invigil.url, language })).newPage();
  await page.goto(`${invigil.url}/forgotten-password`);
  await page.getByTestId('ask-reset').waitFor();
  await photograph(page, 'forgotten-password', language);
  await page.goto(resetLink(invigil.url, randomUUID()));
  await page.getByTestId('reset').waitFor();
  await photograph(page, 'reset-password', language);
  const unknown = writeAccessCode(makeAccessCode(randomBytes(randomSymbols)));
  await page.goto(activationLink(invigil.url, language, unknown));
  await page.getByTestId('code-whole').waitFor();
  await photograph(page, 'activation-code', language);
  await page.getByTestId('submit-code').click();
  await page.getByTestId('code-refused').waitFor();
  await photograph(page, 'activation-refused', language);
  const code = await inviteSomebody(invigil, mails, language);
  await page.goto(activationLink(invigil.url, language, code));
  await page.getByTestId('code-whole').waitFor();
  await page.getByTestId('submit-code').click();
  await page.getByTestId('activate').waitFor();
  await photograph(page, 'activation-account', language);
  await page.context().close();
}

/** @returns the code that the mail brought. */
async function inviteSomebody(invigil: Invigil, mails: MailServer, language: Language): Promise<string> {
  const admin = await httpPersonAs(invigil.url, demo.admin);
  const email = `noor.${language}@demo.invigil.example`;
  await admin.call('addPerson', { body: { name: 'Noor Petit', email, role: 'candidate', language, invite: true } });
  const codeOf = () => mails.received.find(({ to }) => to.includes(email))?.secret;
  await until(() => (codeOf() === undefined ? `no mail for ${email}` : undefined));
  return codeOf() ?? '';
}

async function photographCandidate(studio: Studio, language: Language): Promise<void> {
  const { invigil, browser, photograph, speak } = studio;
  const page = await (await openContext(browser, { origin: invigil.url, language })).newPage();
  await signIn(page, invigil, demo.candidate);
  await speak(page, language);
  await page.getByTestId('open-copy').first().click();
  await page.waitForURL('**/copies/**');
  await page.locator('h1').waitFor();
  await photograph(page, 'copy', language);
  await page.goto(`${invigil.url}/profile`);
  await page.getByTestId('session').first().waitFor();
  await photograph(page, 'profile', language);
  await page.context().close();
}

async function photographAdmin(studio: Studio, language: Language): Promise<void> {
  const { invigil, browser, photograph, speak } = studio;
  const page = await (await openContext(browser, { origin: invigil.url, language })).newPage();
  await signIn(page, invigil, demo.admin);
  await speak(page, language);
  for (const [name, path] of Object.entries(await adminPages(invigil))) {
    await page.goto(`${invigil.url}/admin/${path}`);
    await page.locator('h1').waitFor();
    await page.waitForLoadState('networkidle');
    await settle(page);
    await photograph(page, `admin-${name}`, language);
  }
  await page.context().close();
}

/** Every page of the admin by the name of its picture; what a page is about is made when it is not in the demo. */
async function adminPages(invigil: Invigil): Promise<Record<string, string>> {
  const admin = await httpPersonAs(invigil.url, demo.admin);
  const { people } = await admin.call('people', { query: { search: demo.candidate.email } });
  const { exams } = await admin.call('exams', { query: { kind: 'exam', state: 'published' } });
  const examId = exams[0]?.examId;
  const file = new Blob(['E-mail;Full name\ncamille@university;Camille Laurent\ndiego@university.example;\n']);
  const { rosterImportId } = await admin.call('checkRoster', { query: { fileName: 'roster.csv' }, file });
  const { invitationRunId } = await admin.call('startInvitationRun', {
    body: { idempotencyKey: randomUUID(), action: 'invite', people: { role: 'candidate' } },
  });
  return {
    people: 'people',
    'add-person': 'people/new',
    person: `people/${people[0]?.personId}`,
    roster: 'roster',
    'roster-report': `roster/${rosterImportId}`,
    runs: 'invitation-runs',
    run: `invitation-runs/${invitationRunId}`,
    exams: 'exams',
    'add-exam': 'exams/new',
    exam: `exams/${examId}`,
    'exam-rooms': `exams/${examId}/rooms`,
    'exam-candidates': `exams/${examId}/candidates`,
    audit: 'audit',
    'legal-documents': 'legal-documents',
    'write-terms': 'legal-documents/termsOfUse/new',
    'deletion-requests': 'deletion-requests',
  };
}
