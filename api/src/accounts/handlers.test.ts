import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { AuditEntry } from '../audit/auditEntry.ts';
import { Account } from './account.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('a chosen language stays chosen, and the change is written down once', async () => {
  const account = await addAccount(server.orm, 'candidate');
  const caller = await server.as(account);
  expect((await caller.call('changeMe', { body: { language: 'en' } })).language).toBe('en');
  expect((await caller.call('changeMe', { body: { language: 'en' } })).language).toBe('en');
  expect((await caller.call('me')).language).toBe('en');
  const entries = await server.orm.em.fork().find(AuditEntry, { actorId: account.id });
  expect(entries.map(({ action, facts }) => [action, facts])).toEqual([['languageChanged', { language: 'en' }]]);
});

test('a change that cannot be written down is not made', async () => {
  const other = await TestApi.start();
  try {
    await other.database.query("alter table audit_entry add check (action <> 'languageChanged')");
    const account = await addAccount(other.orm, 'candidate');
    const caller = await other.as(account);
    await expect(caller.call('changeMe', { body: { language: 'en' } })).rejects.toThrow('internal');
    const stored = await other.orm.em.fork().findOneOrFail(Account, { id: account.id });
    expect(stored.language).toBe('fr');
  } finally {
    await other.close();
  }
});

test('two accounts cannot share an address, in whatever capitals', async () => {
  const { email } = await addAccount(server.orm, 'candidate');
  const copyAs = (address: string) =>
    server.database.query(
      `insert into account select gen_random_uuid(), name, '${address}', role, language, state, null, created_at
       from account where email = '${email}'`,
    );
  await expect(copyAs(email)).rejects.toThrow('account_email_key');
  await expect(copyAs(email.toUpperCase())).rejects.toThrow('account_email_check');
});
