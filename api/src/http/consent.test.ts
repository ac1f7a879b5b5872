import { type RouteName, routes } from '@invigil/contract/routes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, password } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

/** The next version of the Terms of Use, in both languages. */
const publishTerms = () =>
  server.database.query(`
    insert into legal_document (id, kind, version, language, title, text, published_at)
    select gen_random_uuid(), kind, version + 1, language, title, text, now() from legal_document
    where kind = 'termsOfUse' and version = (select max(version) from legal_document where kind = 'termsOfUse')`);

test('a new version is asked for at the next sign-in, and nothing else works until then', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const before = await server.as(account);
  await publishTerms();
  expect(await before.call('me')).toMatchObject({ consentDue: false });
  await before.call('mySittings');

  const signedIn = await fetch(`${server.url}/api/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: account.email, password }),
  });
  expect(await signedIn.json()).toMatchObject({ consentDue: true });
  const after = server.caller(signedIn.headers.getSetCookie()[0]?.split(';')[0]);
  expect(await after.call('me')).toMatchObject({ consentDue: true });
  expect(await refusal(after.call('mySittings'))).toEqual({ code: 'consentRequired', missing: ['termsOfUse'] });
});

describe('without consent', () => {
  const guarded = (Object.keys(routes) as RouteName[]).filter(
    (name) => routes[name].may !== 'anyone' && !routes[name].beforeConsent,
  );
  test('no route is open but those that lead to it', () => {
    const open = (Object.keys(routes) as RouteName[]).filter((name) => routes[name].beforeConsent);
    expect(open.sort()).toEqual(['acceptDocuments', 'changeMe', 'legalDocuments', 'me', 'signOut']);
  });

  test.each(guarded)('%s is refused', async (name) => {
    const { may, method, path } = routes[name];
    const [role = 'admin'] = may === 'anyone' ? [] : may;
    const cookie = await server.cookieOf(await addAccount(server.orm, role), { consentDue: true });
    const response = await fetch(server.url + path, { method, headers: { cookie } });
    expect(await response.json()).toMatchObject({ code: 'consentRequired' });
  });
});
