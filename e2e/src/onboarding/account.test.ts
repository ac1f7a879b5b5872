import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { phone } from '../support/accessibility.ts';
import { until } from '../support/until.ts';
import { freshEmail, OnboardingStage } from './onboardingStage.ts';

const who = {
  name: 'Hélène Faure',
  email: freshEmail('helene'),
  password: 'Firstchoice1',
  language: 'fr' as const,
};

/** The account of somebody who is active already; each test goes on from the one before it. */
describe('an account lives on after its activation', () => {
  let stage: OnboardingStage;
  let here: Awaited<ReturnType<OnboardingStage['open']>>;
  let elsewhere: Awaited<ReturnType<OnboardingStage['open']>>;
  let password: string = who.password;

  beforeAll(async () => {
    stage = await OnboardingStage.start();
    [here, elsewhere] = await Promise.all([
      stage.open({ language: 'fr', view: phone }),
      stage.open({ language: 'en' }),
      stage.activated(who),
    ]);
  });

  afterAll(async () => {
    await stage?.close();
  });

  test('a forgotten password is replaced by the link of a mail, which then opens nothing', async () => {
    const { page, keys } = here;
    await page.goto(`${stage.invigil.url}/sign-in`);
    await keys.press(page.getByTestId('forgotten-link'));
    await keys.write(page.locator('input[name=email]'), who.email);
    await stage.inspect(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('reset-asked').waitFor();
    await stage.inspect(page);
    const link = stage.linkOf(await stage.mailTo(who.email, /^Choisir un nouveau mot de passe Invigil$/));
    await page.goto(link);
    password = 'Secondchoice2';
    await keys.write(page.locator('input[name=new-password]'), password);
    expect(page.url()).toBe(`${stage.invigil.url}/reset-password`);
    await stage.inspect(page);
    await page.keyboard.press('Enter');
    await page.getByTestId('reset-done').waitFor();

    await elsewhere.page.goto(link);
    await elsewhere.keys.write(elsewhere.page.locator('input[name=new-password]'), 'Thirdchoice3');
    await elsewhere.page.keyboard.press('Enter');
    await elsewhere.page.getByTestId('reset-error').waitFor();
    await stage.inspect(elsewhere.page);
  });

  test('a wrong password is refused in words, and the new one lets in', async () => {
    const { page, keys } = here;
    await page.goto(`${stage.invigil.url}/sign-in`);
    await keys.write(page.locator('input[name=email]'), who.email);
    await keys.write(page.locator('input[name=password]'), who.password);
    await page.keyboard.press('Enter');
    await page.getByTestId('sign-in-error').waitFor();
    await stage.inspect(page);
    await stage.signIn(here, { email: who.email, password });
    await page.waitForURL('**/dashboard');
    expect(await page.getByTestId('upcoming').innerText()).toContain('Aucun examen prévu');
    await stage.inspect(page);
  });

  test('the profile changes the language at once, and lists both browsers that are signed in', async () => {
    const { page, keys } = here;
    await stage.signIn(elsewhere, { email: who.email, password });
    await keys.press(page.getByTestId('profile-link'));
    await page.getByTestId('session').nth(1).waitFor();
    expect(await page.getByTestId('session').count()).toBe(2);
    await stage.inspect(page);
    await keys.reach(page.getByTestId('language-fr'));
    await page.keyboard.press('ArrowDown');
    await page.getByRole('heading', { name: 'My profile', level: 1 }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await stage.inspect(page);
  });

  test('a changed password ends the other session, and is told by mail in the new language', async () => {
    const { page, keys } = here;
    const changed = 'Fourthchoice4';
    await keys.write(page.locator('input[name=current-password]'), password);
    await keys.write(page.locator('input[name=new-password]'), changed);
    await page.keyboard.press('Enter');
    await page.getByText('1 other browser').waitFor();
    password = changed;
    await until(async () => {
      const count = await page.getByTestId('session').count();
      return count === 1 ? undefined : `${count} sessions are listed`;
    });
    await stage.mailTo(who.email, /^Your Invigil password was changed$/);
    await elsewhere.page.reload();
    await elsewhere.page.waitForURL('**/sign-in**');
  });

  test('a new version of the Terms is asked for at the next sign-in, and no address leads around it', async () => {
    const { page, keys } = elsewhere;
    await stage.publishTerms();
    await stage.signIn(elsewhere, { email: who.email, password });
    await page.getByTestId('consent-form').waitFor();
    await stage.inspect(page);
    for (const path of ['/dashboard', '/profile', '/sittings']) {
      await page.goto(`${stage.invigil.url}${path}`);
      await page.getByTestId('consent-form').waitFor();
    }
    const answer = await page.evaluate(async () => (await fetch('/api/dashboard')).status);
    expect(answer).toBe(403);
    for (const kind of ['termsOfUse', 'privacyPolicy']) await keys.tick(page.getByTestId(`accept-${kind}`));
    await keys.press(page.getByTestId('consent'));
    await page.getByTestId('upcoming').waitFor();
  });

  test('no page broke its Content-Security-Policy or its scripts', () => {
    expect(stage.faults).toEqual([]);
  });
});
