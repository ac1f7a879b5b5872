import type { InvitationId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAccount } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';
import { Invitation } from './invitation.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

const day = 24 * 60 * 60 * 1000;

function invite(em: ReturnType<TestApi['orm']['em']['fork']>, account: Account): Invitation {
  const sentAt = new Date(server.clock.now());
  return em.create(Invitation, {
    id: newId<InvitationId>(),
    account: em.getReference(Account, account.id),
    codeHash: newId(),
    state: 'sent',
    sentAt,
    expiresAt: new Date(sentAt.getTime() + 30 * day),
  });
}

test('a new code may supersede the open one in one flush, but two open ones are refused by the database', async () => {
  const account = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const em = server.orm.em.fork();
  const first = invite(em, account);
  await em.flush();
  first.end('superseded', new Date(server.clock.now()));
  invite(em, account);
  await em.flush();
  expect(await em.count(Invitation, { account, state: 'sent' })).toBe(1);

  invite(em, account);
  await expect(em.flush()).rejects.toThrow('invitation_one_open');
});

test('a sent code is expired from its last instant on, whatever ended it otherwise stays', async () => {
  const account = await addAccount(server.orm, 'candidate', { state: 'invited' });
  const em = server.orm.em.fork();
  const invitation = invite(em, account);
  const end = invitation.expiresAt.getTime();
  expect(invitation.stateAt(new Date(end - 1))).toBe('sent');
  expect(invitation.stateAt(new Date(end))).toBe('expired');
  invitation.end('revoked', new Date(end));
  expect(invitation.stateAt(new Date(end + day))).toBe('revoked');
});

test('searches mind neither case nor accents', async () => {
  expect(await server.database.query("select fold('ÉLÉONORE Çelik') as folded")).toEqual([
    { folded: 'eleonore celik' },
  ]);
});
