import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { legalKinds } from '@invigil/contract/legalKinds';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { LegalAcceptance } from './legalAcceptance.ts';

let server: TestApi;
let admin: HttpCaller;
beforeAll(async () => {
  server = await TestApi.start();
});
beforeEach(async () => {
  admin = await server.as(await addAccount(server.orm, 'admin'));
});
afterAll(() => server.close());

/** The current version of each kind, as a page shows them. */
async function current(): Promise<{ kind: (typeof legalKinds)[number]; version: number }[]> {
  const { documents } = await server.caller().call('legalDocuments', { query: { language: 'fr' } });
  return documents.map(({ kind, version }) => ({ kind, version }));
}

async function publish(kind: (typeof legalKinds)[number]): Promise<number> {
  const version = ((await current()).find((document) => document.kind === kind)?.version ?? 0) + 1;
  const texts = { fr: { title: `Titre ${version}`, text: 'Texte.' }, en: { title: `Title ${version}`, text: 'Text.' } };
  await admin.call('publishLegalDocument', { body: { kind, version, ...texts } });
  return version;
}

async function signIn(account: Account): Promise<HttpCaller> {
  const response = await fetch(`${server.url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password }),
  });
  return server.caller(response.headers.getSetCookie()[0]?.split(';')[0]);
}

describe('the current documents', () => {
  test('are for anyone to read, one of each kind, in the language asked for', async () => {
    await publish('termsOfUse');
    for (const language of ['fr', 'en'] as const) {
      const { documents } = await server.caller().call('legalDocuments', { query: { language } });
      expect(documents.map((document) => [document.kind, document.language])).toEqual(
        legalKinds.map((kind) => [kind, language]),
      );
      expect(documents.every(({ text, title }) => text.length > 0 && title.length > 0)).toBe(true);
    }
  });
});

describe('publishing', () => {
  test('makes the next version the one to accept, and twice the same is refused', async () => {
    const version = await publish('privacyPolicy');
    expect(await current()).toContainEqual({ kind: 'privacyPolicy', version });
    const text = { title: 'T', text: 'T' };
    const body = { kind: 'privacyPolicy', fr: text, en: text } as const;
    for (const wrong of [version, version + 2, 1]) {
      const again = admin.call('publishLegalDocument', { body: { ...body, version: wrong } });
      expect(await refusal(again)).toEqual({ code: 'stale' });
    }
    const both = await Promise.all(
      [1, 2].map(() => refusal(admin.call('publishLegalDocument', { body: { ...body, version: version + 1 } }))),
    );
    expect(both.filter((refused) => refused === undefined)).toHaveLength(1);
    expect(both).toContainEqual({ code: 'stale' });
  });

  test('takes a text of a hundred thousand signs, and no longer one', async () => {
    const [{ version } = { version: 0 }] = (await current()).filter(({ kind }) => kind === 'termsOfUse');
    const publishing = (length: number) => {
      const text = { title: 'Long', text: 'é'.repeat(length) };
      return refusal(
        admin.call('publishLegalDocument', {
          body: { kind: 'termsOfUse', version: version + 1, fr: text, en: text },
        }),
      );
    };
    expect(await publishing(100_001)).toMatchObject({ code: 'invalid' });
    expect(await publishing(100_000)).toBeUndefined();
  });

  test('is written down, and the history counts who accepted', async () => {
    const account = await addAccount(server.orm, 'admin');
    admin = await server.as(account);
    const version = await publish('termsOfUse');
    await addAccount(server.orm, 'candidate');
    const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id });
    expect(entries.map(({ action, facts }) => [action, facts])).toEqual([
      ['legalDocumentPublished', { kind: 'termsOfUse', version: String(version) }],
    ]);
    const { documents } = await admin.call('legalHistory');
    const counts = documents
      .filter((document) => document.kind === 'termsOfUse' && document.version === version)
      .map(({ language, acceptedBy }) => [language, acceptedBy]);
    expect(counts.sort()).toEqual([
      ['en', 0],
      ['fr', 1],
    ]);
  });
});

describe('accepting', () => {
  test('opens everything that was closed, in every browser, and keeps what was accepted when', async () => {
    const account = await addAccount(server.orm, 'candidate');
    const version = await publish('termsOfUse');
    const caller = await signIn(account);
    expect(await refusal(caller.call('mySittings'))).toEqual({ code: 'consentRequired', missing: ['termsOfUse'] });
    const elsewhere = await signIn(account);

    const { acceptances } = await caller.call('acceptDocuments', {
      body: { accepted: await current(), language: 'en' },
    });
    expect(acceptances[0]).toEqual({
      kind: 'termsOfUse',
      version,
      language: 'en',
      title: `Title ${version}`,
      acceptedAt: new Date(server.clock.now()).toISOString(),
    });
    await caller.call('mySittings');
    await elsewhere.call('mySittings');
    expect(await (await signIn(account)).call('me')).toMatchObject({ consentDue: false });
    expect((await caller.call('myProfile')).acceptances).toEqual(acceptances);
    const stored = await server.orm.em.fork().find(LegalAcceptance, { account, kind: 'termsOfUse', version });
    expect(stored.map(({ networkHash }) => networkHash)).toEqual([expect.stringMatching(/^[\w-]{40,}$/)]);
    expect(stored[0]?.networkHash).not.toContain('127.0.0.1');
  });

  test('of an older version, of one of two, or of nothing is refused and changes nothing', async () => {
    const account = await addAccount(server.orm, 'proctor');
    const terms = await publish('termsOfUse');
    const policy = await publish('privacyPolicy');
    const caller = await signIn(account);
    const accept = (...accepted: Awaited<ReturnType<typeof current>>) =>
      refusal(caller.call('acceptDocuments', { body: { accepted, language: 'fr' } }));
    const missing = (...kinds: string[]) => ({ code: 'consentRequired', missing: kinds });
    expect(await accept()).toEqual(missing('termsOfUse', 'privacyPolicy'));
    expect(await accept({ kind: 'termsOfUse', version: terms })).toEqual(missing('privacyPolicy'));
    expect(
      await accept({ kind: 'termsOfUse', version: terms - 1 }, { kind: 'privacyPolicy', version: policy }),
    ).toEqual(missing('termsOfUse'));
    expect(await refusal(caller.call('myRooms'))).toMatchObject({ code: 'consentRequired' });
    expect(await server.orm.em.fork().count(LegalAcceptance, { account, version: { $in: [terms, policy] } })).toBe(0);
  });

  test('pressed six times at once is kept once', async () => {
    const account = await addAccount(server.orm, 'candidate');
    await publish('termsOfUse');
    const caller = await signIn(account);
    const accepted = await current();
    await Promise.all(
      Array.from({ length: 6 }, () => caller.call('acceptDocuments', { body: { accepted, language: 'fr' } })),
    );
    const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id, action: 'documentsAccepted' });
    expect(entries).toHaveLength(1);
  });

  test('nothing but reading, accepting, choosing a language and signing out works before it', async () => {
    const account = await addAccount(server.orm, 'candidate');
    await publish('privacyPolicy');
    const caller = await signIn(account);
    await caller.call('changeMe', { body: { language: 'en' } });
    await caller.call('legalDocuments', { query: { language: 'en' } });
    for (const name of ['dashboard', 'mySessions', 'myProfile', 'myData'] as const) {
      expect(await refusal(caller.call(name))).toMatchObject({ code: 'consentRequired' });
    }
    await caller.call('signOut');
    expect((await server.orm.em.fork().findOneOrFail(Account, account.id)).language).toBe('en');
  });
});
