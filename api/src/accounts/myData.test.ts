import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addAnswer } from '../../test/answers.ts';
import { addAccount, addExamDay, password } from '../../test/examDay.ts';
import { TestApi } from '../../test/testApi.ts';
import { newId } from '../newId.ts';
import { myDataParts } from './myData.ts';

let server: TestApi;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

test('every table that refers to an account has its part in the file', async () => {
  const referring = await server.database.query(`
    select distinct conrelid::regclass::text as name from pg_constraint
    where contype = 'f' and confrelid = 'account'::regclass`);
  const sql = Object.values(myDataParts).join('\n');
  const left = referring.map(({ name }) => String(name)).filter((name) => !new RegExp(`\\b${name}\\b`).test(sql));
  expect(left).toEqual([]);
});

test('the file has what is stored about me and nobody else, without any secret', async () => {
  const { candidate, sitting } = await addExamDay(server.orm, { state: 'submitted' });
  const other = await addExamDay(server.orm);
  const savedAt = new Date(server.clock.now());
  await addAnswer(server.orm, sitting, { text: 'Mon devoir: été.', revision: 3, savedAt });
  await server.database.query(`
    insert into invitation values ('${newId()}', '${candidate.id}', 'secret-code-hash', 'used', now(), now() + interval '1 day', now())`);
  const cookie = await server.cookieOf(candidate);
  const caller = server.caller(cookie);
  await caller.call('changeMe', { body: { language: 'en' } });

  const { fileName, file } = await caller.call('myData');
  expect(fileName).toBe('invigil-2026-06-15.json');
  const text = await file.text();
  const data = JSON.parse(text);
  expect(Object.keys(data)).toEqual(['exportedAt', ...Object.keys(myDataParts)]);
  expect(data.account).toMatchObject([{ id: candidate.id, name: candidate.name, email: candidate.email }]);
  expect(data.sessions).toMatchObject([{ address: '127.0.0.1', browser: 'Chrome 130 · Linux' }]);
  expect(data.acceptances.map(({ kind, version }: Record<string, unknown>) => [kind, version])).toEqual([
    ['privacyPolicy', 1],
    ['termsOfUse', 1],
  ]);
  expect(data.invitations).toMatchObject([{ state: 'used' }]);
  expect(data.sittings).toMatchObject([{ id: sitting.id, exam: 'Droit civil', room: 'Salle A', state: 'submitted' }]);
  expect(data.answers).toMatchObject([{ sitting_id: sitting.id, text: 'Mon devoir: été.', revision: 3 }]);
  expect(data.acts).toMatchObject([{ action: 'languageChanged', facts: { language: 'en' } }]);

  const token = cookie.slice('invigil='.length);
  const secrets = [token, createHash('sha256').update(token).digest('hex'), '$argon2id$', 'secret-code-hash', password];
  for (const secret of secrets) expect(text).not.toContain(secret);
  for (const { id, email } of [other.candidate, other.proctor]) {
    expect(text).not.toContain(id);
    expect(text).not.toContain(email);
  }
});

test('taking it is written down', async () => {
  const caller = await server.as(await addAccount(server.orm, 'admin'));
  await caller.call('myData');
  const second = JSON.parse(await (await caller.call('myData')).file.text());
  expect(second.acts).toMatchObject([{ action: 'dataExported', address: '127.0.0.1' }]);
});
