import { randomUUID } from 'node:crypto';
import { ordinaryRules } from '@invigil/contract/routes/exam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, desktop, phone } from '../support/accessibility.ts';
import { demo } from '../support/people.ts';
import { until } from '../support/until.ts';
import { freshEmail, OnboardingStage } from './onboardingStage.ts';

const day = 24 * 60 * 60 * 1_000;

let stage: OnboardingStage;
let adminPages: string[];

beforeAll(async () => {
  stage = await OnboardingStage.start();
  adminPages = await pagesOfAdmin();
});

afterAll(async () => {
  await stage?.close();
});

async function pagesOfAdmin(): Promise<string[]> {
  const admin = await stage.admin();
  const opensAt = Date.now() + 3 * day;
  const { examId } = await admin.call('createExam', {
    body: {
      idempotencyKey: randomUUID(),
      title: 'Droit des contrats',
      kind: 'exam',
      instructions: '',
      opensAt: new Date(opensAt).toISOString(),
      closesAt: new Date(opensAt + day / 4).toISOString(),
      durationMinutes: 180,
      rules: { ...ordinaryRules, secondDisplay: 'warned' },
      questions: [],
    },
  });
  await admin.call('createRoom', { params: { examId }, body: { name: 'Salle 1', proctorIds: [] } });
  const file = new Blob([`E-mail;Room\nadam@nowhere;${'x'.repeat(90)}`]);
  const { rosterImportId } = await admin.call('checkRoster', { query: { fileName: 'list.csv', examId }, file });
  const { people } = await admin.call('people', { query: { search: demo.candidate.email } });
  const personId = people[0]?.personId;
  const run = await admin.call('startInvitationRun', {
    body: { idempotencyKey: randomUUID(), action: 'invite', people: { role: 'candidate' } },
  });
  return [
    'people',
    'people/new',
    `people/${personId}`,
    'roster',
    `roster/${rosterImportId}`,
    'invitation-runs',
    `invitation-runs/${run.invitationRunId}`,
    'exams',
    'exams/new',
    `exams/${examId}`,
    `exams/${examId}/questions`,
    `exams/${examId}/rooms`,
    `exams/${examId}/candidates`,
    'audit',
    'legal-documents',
    'legal-documents/termsOfUse/new',
    'deletion-requests',
  ].map((path) => `/admin/${path}`);
}

/**
 * Each page that somebody can come to by its address, in French on a laptop and then in English on a phone: one after the
 * other, because the language is the account's and not the browser's.
 */
describe.each([
  { language: 'fr', view: desktop },
  { language: 'en', view: phone },
] as const)('in $language at $view.width x $view.height no page has a barrier', ({ language, view }) => {
  /** Every page is visited before any is judged, so that one run tells all there is to mend. */
  async function visit(who: { email: string; password: string } | undefined, paths: readonly string[]): Promise<void> {
    const person = await stage.open({ language, view });
    const { page } = person;
    if (who !== undefined) {
      await stage.signIn(person, who);
      await page.evaluate(async (chosen) => {
        const body = JSON.stringify({ language: chosen });
        await fetch('/api/me', { method: 'PATCH', headers: { 'content-type': 'application/json' }, body });
      }, language);
    }
    const found: string[] = [];
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(request.url()));
    page.on('requestfinished', (request) => asked.delete(request.url()));
    page.on('requestfailed', (request) => asked.delete(request.url()));
    for (const path of paths) {
      await page.goto(stage.invigil.url + path);
      await page.locator('h1').first().waitFor();
      await until(() => (asked.size === 0 ? undefined : `${path} still waits for ${[...asked].join(', ')}`));
      if ((await page.locator('html').getAttribute('lang')) !== language)
        found.push(`${path}: speaks another language`);
      found.push(...(await barriers(page, [view])));
    }
    await page.context().close();
    expect(found).toEqual([]);
  }

  test('of those before the sign-in', async () => {
    const activation = language === 'fr' ? '/connexion/code-invitation' : '/en/connexion/code-invitation';
    await visit(undefined, ['/sign-in', activation, '/forgotten-password', '/reset-password', '/nowhere']);
  });

  test('of a candidate’s', async () => {
    const person = await stage.open({ language, view });
    await stage.signIn(person, demo.candidate);
    await person.page.getByTestId('open-copy').first().waitFor();
    const copy = (await person.page.getByTestId('open-copy').first().getAttribute('href')) ?? '';
    await person.page.context().close();
    await visit(demo.candidate, ['/profile', copy]);
  });

  test('of an admin’s', async () => {
    await visit(demo.admin, adminPages);
  });

  test('and none breaks its Content-Security-Policy or its scripts', () => {
    expect(stage.faults).toEqual([]);
  });
});

describe('without its mail server', () => {
  test('invitations wait while the mail server is down, and arrive once when it is back', async () => {
    const waiting = freshEmail('waiting');
    await stage.mails.down();
    const admin = await stage.admin();
    await stage.invite({ name: 'Wanda Waits', email: waiting, language: 'en' });
    const mails = async () => {
      const { people } = await admin.call('people', { query: { search: waiting } });
      const [found] = people;
      if (found === undefined) throw new Error('nobody was added');
      return (await admin.call('person', { params: { personId: found.personId } })).mails;
    };
    await until(async () => {
      const failed = await stage.invigil.metric('invigil_api_mail_attempts_failed_total');
      return failed > 0 ? undefined : 'no attempt has failed yet';
    });
    expect((await mails()).map(({ state }) => state)).toEqual(['waiting']);
    await stage.mails.up();
    await stage.mailTo(waiting, /^Your invitation to Invigil$/, 60_000);
    await until(async () => ((await mails())[0]?.sentAt ? undefined : 'it is not recorded as sent'));
    expect(stage.mails.received.filter(({ to }) => to.includes(waiting))).toHaveLength(1);
  });
});
