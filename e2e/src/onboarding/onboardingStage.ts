import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { PersonId } from '@invigil/contract/ids';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { MailServer } from '../../../api/test/mailServer.ts';
import type { ReceivedMail } from '../../../api/test/receivedMail.ts';
import { barriers, desktop, phone } from '../support/accessibility.ts';
import { type Language, openHeadlessBrowser, type View } from '../support/browsers.ts';
import { httpPerson, httpPersonAs } from '../support/httpPerson.ts';
import { Invigil } from '../support/invigil.ts';
import { Keyboard } from '../support/keyboard.ts';
import { demo } from '../support/people.ts';
import type { Product, StartProduct } from '../support/product.ts';
import { until } from '../support/until.ts';

interface Opened {
  page: Page;
  keys: Keyboard;
}

/** The whole product with a mail server that really receives, and a browser in which people without a mouse sit. */
export class OnboardingStage {
  readonly invigil: Product;
  readonly mails: MailServer;
  readonly #browser: Browser;
  #admin: Promise<HttpCaller> | undefined;
  /** What a page refused under its own Content-Security-Policy, and what failed in its scripts. */
  readonly faults: string[] = [];

  private constructor(parts: { invigil: Product; mails: MailServer; browser: Browser }) {
    this.invigil = parts.invigil;
    this.mails = parts.mails;
    this.#browser = parts.browser;
  }

  static async start(startProduct: StartProduct = (settings) => Invigil.start(settings)): Promise<OnboardingStage> {
    const mails = await MailServer.start();
    const settings = { SMTP_URL: mails.url, MEDIA_WORKERS: '1' };
    const [invigil, browser] = await Promise.all([startProduct(settings), openHeadlessBrowser()]);
    return new OnboardingStage({ invigil, mails, browser });
  }

  /** A browser profile of its own, with the clock of a zone. */
  async open(options: { language: Language; view?: View; timeZone?: string }): Promise<Opened> {
    const { language, view = desktop, timeZone = 'Europe/Paris' } = options;
    const locale = language === 'fr' ? 'fr-FR' : 'en-GB';
    const context = await this.#browser.newContext({ locale, viewport: view, timezoneId: timeZone });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    page.on('pageerror', (fault) => this.faults.push(fault.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.faults.push(message.text());
    });
    return { page, keys: new Keyboard(page) };
  }

  async signIn({ page, keys }: Opened, who: { email: string; password: string }): Promise<void> {
    await page.goto(`${this.invigil.url}/sign-in`);
    await keys.write(page.locator('input[name=email]'), who.email);
    await keys.write(page.locator('input[name=password]'), who.password);
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  }

  /** Signed in once and for all: a new version of the documents is asked for only at a sign-in. */
  async admin(): Promise<HttpCaller> {
    this.#admin ??= httpPersonAs(this.invigil.url, demo.admin);
    return await this.#admin;
  }

  /** Adds a candidate and sends them an invitation, as an admin does. */
  async invite(who: { name: string; email: string; language: Language }): Promise<PersonId> {
    const admin = await this.admin();
    const { personId } = await admin.call('addPerson', { body: { ...who, role: 'candidate', invite: true } });
    return personId;
  }

  /** Invites a candidate, who activates their account at once, both without a browser. */
  async activated(who: { name: string; email: string; password: string; language: Language }): Promise<void> {
    const { password, ...person } = who;
    await this.invite(person);
    const { secret: code = '' } = await this.mailTo(who.email);
    const { language } = who;
    const accepted = await this.current();
    await httpPerson(this.invigil.url).call('activate', { body: { code, password, language, accepted } });
  }

  /** Both documents in the versions in force, as they are accepted. */
  async current() {
    const { documents } = await httpPerson(this.invigil.url).call('legalDocuments', { query: { language: 'en' } });
    return documents.map(({ kind, version }) => ({ kind, version }));
  }

  /** The next version of the Terms. */
  async publishTerms(): Promise<void> {
    const admin = await this.admin();
    const { documents } = await admin.call('legalHistory');
    const versions = documents.filter(({ kind }) => kind === 'termsOfUse').map(({ version }) => version);
    const version = Math.max(0, ...versions) + 1;
    const fr = { title: 'Conditions d’utilisation', text: '# Objet\n\nUne phrase a changé.' };
    const en = { title: 'Terms of Use', text: '# Purpose\n\nOne sentence has changed.' };
    await admin.call('publishLegalDocument', { body: { kind: 'termsOfUse', version, fr, en } });
  }

  /** Waits for a mail to this address whose subject matches. */
  async mailTo(email: string, subject = /./, ms?: number): Promise<ReceivedMail> {
    const found = () => this.mails.received.find((mail) => mail.to.includes(email) && subject.test(mail.subject));
    await until(() => (found() ? undefined : `no mail "${subject.source}" for ${email}`), ms);
    const mail = found();
    if (mail === undefined) throw new Error('the mail is gone');
    return mail;
  }

  /** The page's address in a mail, with its secret behind the #. */
  linkOf({ text }: ReceivedMail): string {
    const [link] = /http\S+#\S+/.exec(text) ?? [];
    if (link === undefined) throw new Error(`no link in the mail:\n${text}`);
    return link;
  }

  /** The page has no barrier, at either size, as it stands now. */
  async inspect(page: Page): Promise<void> {
    expect(await barriers(page, [desktop, phone])).toEqual([]);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.invigil.stop();
    await this.mails.down();
  }
}

/** An address that nobody else in these tests has. */
export function freshEmail(name: string): string {
  return `${name}-${randomUUID().slice(0, 8)}@school.example`;
}
