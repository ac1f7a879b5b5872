import { randomBytes } from 'node:crypto';
import { makeAccessCode, randomSymbols } from '@invigil/contract/accessCode';
import { AppError } from '@invigil/contract/errors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phone } from '../support/accessibility.ts';
import { httpPerson } from '../support/httpPerson.ts';
import { demo } from '../support/people.ts';
import { freshEmail, OnboardingStage } from './onboardingStage.ts';

const year = new Date().getFullYear() + 1;
const title = 'Droit européen';
const french = { name: 'Zoé Élie', email: freshEmail('zoe') };
const english = { name: 'Adam Smith', email: freshEmail('adam') };
const third = { name: 'Tom Third', email: freshEmail('tom') };
const password = 'Longenough1';

const rosterOf = (address: string) =>
  [
    'E-mail;Full name;Language;Room;Extra time (min)',
    `${french.email};${french.name};fr;Salle Rousseau;30`,
    `${address};${english.name};en;Salle Rousseau;`,
    `${third.email};${third.name};en;Salle Rousseau;`,
  ].join('\r\n');

/** One invitation from the admin's first step to the candidate's dashboard; each test goes on from the one before it. */
describe('an admin invites, and candidates without a mouse arrive at their dashboard', () => {
  let stage: OnboardingStage;
  let admin: Awaited<ReturnType<OnboardingStage['open']>>;
  let candidate: Awaited<ReturnType<OnboardingStage['open']>>;
  let examUrl = '';

  beforeAll(async () => {
    stage = await OnboardingStage.start();
    [admin, candidate] = await Promise.all([
      stage.open({ language: 'fr' }),
      stage.open({ language: 'en', view: phone, timeZone: 'America/New_York' }),
    ]);
  });

  afterAll(async () => {
    await stage?.close();
  });

  test('the admin writes down an exam with a room that somebody watches', async () => {
    const { page, keys } = admin;
    await stage.signIn(admin, demo.admin);
    await page.goto(`${stage.invigil.url}/admin/exams`);
    await keys.press(page.getByTestId('add-exam'));
    await keys.write(page.locator('input[name=title]'), title);
    await keys.writeMoment(page.locator('input[name=opensAt]'), { dayAndMonth: 12, year, time: '09:30' });
    await keys.writeMoment(page.locator('input[name=closesAt]'), { dayAndMonth: 12, year, time: '11:45' });
    await keys.write(page.locator('input[name=durationMinutes]'), '120');
    await keys.press(page.getByTestId('save'));
    await page.waitForURL(/\/admin\/exams\/[0-9a-f-]{36}$/);
    examUrl = page.url();
    await keys.press(page.getByTestId('tab-examRooms'));
    await keys.press(page.getByTestId('add-room'));
    await keys.write(page.locator('input[name=roomName]'), 'Salle Rousseau');
    await keys.tick(page.getByRole('dialog').getByRole('checkbox', { name: 'Paul Moreau' }));
    await stage.inspect(page);
    await keys.press(page.getByTestId('confirm-yes'));
    await page.getByTestId('room').waitFor();
    expect(await page.getByTestId('room').innerText()).toContain('Paul Moreau');
  });

  test('a roster with a bad line is refused by name of line and cell, with nothing imported', async () => {
    const { page, keys } = admin;
    await page.goto(`${stage.invigil.url}/admin/roster`);
    await page.getByRole('option', { name: title }).waitFor({ state: 'attached' });
    await keys.choose(page.locator('select'), title);
    await keys.giveFile(page.getByTestId('choose-file'), { name: 'liste.csv', text: rosterOf('adam@nowhere') });
    const bad = page.getByTestId('issues').locator('tbody tr');
    await bad.first().waitFor();
    expect(await bad.count()).toBe(1);
    expect(await bad.locator('td').first().innerText()).toBe('3');
    expect(await bad.innerText()).toContain('adam@nowhere');
    expect(await bad.innerText()).toContain('Pas une adresse e-mail');
    expect(await page.getByTestId('import').count()).toBe(0);
    await stage.inspect(page);
  });

  test('the corrected roster is imported, and those imported are invited in their own languages', async () => {
    const { page, keys } = admin;
    await keys.press(page.getByRole('link', { name: 'Donner le fichier corrigé' }));
    await page.getByTestId('choose-file').waitFor();
    await page.getByRole('option', { name: title }).waitFor({ state: 'attached' });
    await keys.giveFile(page.getByTestId('choose-file'), { name: 'liste.csv', text: rosterOf(english.email) });
    await page.getByTestId('report-good').waitFor();
    await stage.inspect(page);
    await keys.press(page.getByTestId('import'));
    await keys.press(page.getByTestId('invite-new'));
    await keys.press(page.getByTestId('confirm-yes'));
    await page.waitForURL(/\/admin\/invitation-runs\//);
    const inFrench = await stage.mailTo(french.email, /^Votre invitation à Invigil$/);
    const inEnglish = await stage.mailTo(english.email, /^Your invitation to Invigil$/);
    expect(stage.linkOf(inFrench)).toContain('/connexion/code-invitation#');
    expect(stage.linkOf(inEnglish)).toContain('/en/connexion/code-invitation#');
    expect(inFrench.text).toContain(inFrench.secret);
    await page.getByTestId('run-state').getByText('Terminé').waitFor();
    await stage.inspect(page);

    await page.goto(examUrl);
    await keys.press(page.getByTestId('publish'));
    await keys.press(page.getByTestId('confirm-yes'));
    await page.getByTestId('publish').waitFor({ state: 'detached' });
  });

  test('the link of the mail brings the code, and keeps it out of the address bar', async () => {
    const { page, keys } = candidate;
    const mail = await stage.mailTo(english.email);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(stage.linkOf(mail));
    await page.getByTestId('code-whole').waitFor();
    expect(page.url()).toBe(`${stage.invigil.url}/en/connexion/code-invitation`);
    expect(await page.locator('input[name=code]').inputValue()).toBe(mail.secret);
    expect(asked.filter((url) => url.includes(mail.secret ?? 'no code'))).toEqual([]);
    await stage.inspect(page);
    await keys.press(page.locator('input[name=code]'));
    await page.locator('input[name=new-password]').waitFor();
    expect(await page.locator('h1').innerText()).toContain(english.name);
  });

  test('a weak password is refused rule by rule while it is typed, and burns no code', async () => {
    const { page, keys } = candidate;
    const kept = () =>
      page.locator('[data-rule][data-kept=true]').evaluateAll((rules) => rules.map(({ dataset }) => dataset.rule));
    await keys.reach(page.locator('input[name=new-password]'));
    const steps = [
      ['l', ['lowercase']],
      ['O', ['lowercase', 'uppercase']],
      ['1', ['lowercase', 'uppercase', 'digit']],
    ] as const;
    for (const [typed, rules] of steps) {
      await page.keyboard.type(typed);
      expect(await kept()).toEqual(rules);
    }
    await page.keyboard.press('Enter');
    await page.getByText('This password does not keep every rule yet.').waitFor();
    expect(page.url()).toContain('/connexion/code-invitation');
    await stage.inspect(page);
    await keys.write(page.locator('input[name=new-password]'), password);
    expect(await kept()).toEqual(['lowercase', 'uppercase', 'digit', 'longEnough']);
  });

  test('with language and both documents accepted they arrive at the exam, in their own time', async () => {
    const { page, keys } = candidate;
    await keys.tick(page.getByTestId('language-en'), { back: true });
    await keys.press(page.getByTestId('read-termsOfUse'));
    await page.getByTestId('document-dialog').waitFor();
    await stage.inspect(page);
    await keys.press(page.getByTestId('accept-in-dialog'));
    expect(await page.getByTestId('accept-termsOfUse').isChecked()).toBe(true);
    await keys.tick(page.getByTestId('accept-privacyPolicy'));
    await keys.press(page.getByTestId('activate'));
    await page.waitForURL('**/dashboard');
    const card = page.getByTestId('exam-card').filter({ hasText: title });
    await card.waitFor();
    // Half past nine in Paris.
    expect(await card.innerText()).toContain('03:30');
    expect(await card.getByTestId('countdown').innerText()).toMatch(/Opens in \d+\sd\s\d+\sh/);
    expect(await page.locator('main').innerText()).toContain('America/New York');
    await stage.inspect(page);
  });

  test('a new date appears by itself, and is told by mail', async () => {
    const { page, keys } = admin;
    const card = candidate.page.getByTestId('exam-card').filter({ hasText: title });
    await candidate.page.locator('[data-testid=feed][data-state=live]').waitFor();
    await candidate.page.evaluate(() => document.body.setAttribute('data-same-page', 'yes'));
    await page.goto(examUrl);
    await keys.writeMoment(page.locator('input[name=opensAt]'), { dayAndMonth: 11, year, time: '08:15' });
    await keys.writeMoment(page.locator('input[name=closesAt]'), { dayAndMonth: 11, year, time: '10:30' });
    await keys.press(page.getByTestId('save'));
    await page.getByRole('dialog').waitFor();
    await stage.inspect(page);
    await keys.press(page.getByTestId('confirm-yes'));
    await card.getByText('02:15').waitFor();
    expect(await candidate.page.locator('body').getAttribute('data-same-page')).toBe('yes');
    await stage.mailTo(english.email, new RegExp(`^New date: ${title}$`));
    await stage.mailTo(french.email, /^Nouvelle date\s:\s/);
  });

  test('a used code tried again says to sign in, and a code nobody was given says to check it', async () => {
    const { page, keys } = await stage.open({ language: 'fr', view: phone });
    const refused = page.getByTestId('code-refused');
    await page.goto(stage.linkOf(await stage.mailTo(english.email)));
    await keys.press(page.locator('input[name=code]'));
    await refused.waitFor();
    expect(await refused.getAttribute('data-next-step')).toBe('signIn');
    await stage.inspect(page);
    const unknown = makeAccessCode(randomBytes(randomSymbols));
    await keys.write(page.locator('input[name=code]'), unknown.toLowerCase());
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=code-refused][data-next-step=checkCode]').waitFor();
    await page.context().close();
  });

  test('of twenty who redeem one code at once exactly one succeeds', async () => {
    const { secret: code = '' } = await stage.mailTo(third.email);
    const accepted = await stage.current();
    const redeem = async (): Promise<string> => {
      const body = { code, password, language: 'en' as const, accepted };
      try {
        return (await httpPerson(stage.invigil.url).call('activate', { body })).email;
      } catch (fault) {
        if (fault instanceof AppError) return fault.code;
        throw fault;
      }
    };
    const outcomes = await Promise.all(Array.from({ length: 20 }, redeem));
    expect(outcomes.filter((outcome) => outcome === third.email)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'invitationRefused')).toHaveLength(19);
  });

  test('no page broke its Content-Security-Policy or its scripts', () => {
    expect(stage.faults).toEqual([]);
  });
});
