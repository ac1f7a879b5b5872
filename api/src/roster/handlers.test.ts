import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { ExamId, RosterImportId } from '@invigil/contract/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addAccount, addExamDay, hour } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { Account } from '../accounts/account.ts';
import { newId } from '../newId.ts';

let server: TestApi;
let admin: HttpCaller;
let cookie: string;
beforeAll(async () => {
  server = await TestApi.start();
  const account = await addAccount(server.orm, 'admin');
  admin = await server.as(account);
  cookie = await server.cookieOf(account);
});
afterAll(() => server.close());
beforeEach(() => server.clock.advance(1_000));

const check = (text: string | Buffer, examId?: ExamId) =>
  admin.call('checkRoster', {
    query: { fileName: 'liste.csv', ...(examId ? { examId } : {}) },
    file: new Blob([typeof text === 'string' ? text : new Uint8Array(text)]),
  });
const importIt = ({ rosterImportId }: { rosterImportId: RosterImportId }) =>
  admin.call('importRoster', { params: { rosterImportId } });
const post = (body: Buffer | string, type = 'text/csv') =>
  fetch(`${server.url}/api/admin/roster-imports?fileName=r.csv`, {
    method: 'POST',
    headers: { cookie, 'content-type': type },
    body: new Blob([typeof body === 'string' ? body : new Uint8Array(body)]),
  }).then((response) => response.json());
const people = (search: string) =>
  server.database.query(
    `select name, email, role, language, state from account where email like '%${search}' order by email`,
  );
const sittingsOf = (exam: ExamId) =>
  server.database.query(`
    select a.email, r.name as room, s.extra_minutes, s.state from sitting s
    join account a on a.id = s.candidate_id join room r on r.id = s.room_id where s.exam_id = '${exam}' order by a.email`);
async function openExam() {
  const day = await addExamDay(server.orm, { closesAt: new Date(server.clock.now() + 30 * 24 * hour) });
  return { ...day, examId: day.exam.id };
}

describe('the template', () => {
  test.each(['fr', 'en'] as const)('in %s passes its own check', async (language) => {
    const { fileName, file } = await admin.call('rosterTemplate', { query: { language } });
    const bytes = Buffer.from(await file.arrayBuffer());
    expect(fileName).toMatch(/\.csv$/);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const { examId } = await openExam();
    expect(await check(bytes, examId)).toMatchObject({ state: 'checked', newCount: 1, encoding: 'utf-8' });
  });
});

describe('a check', () => {
  test('names each bad line and cell, and such a file is not imported', async () => {
    const proctor = await addAccount(server.orm, 'proctor');
    const suspended = await addAccount(server.orm, 'candidate', { state: 'suspended' });
    const report = await check(
      `E-mail;Nom complet;Langue\r\nok@check.example;Ok;fr\r\nbad;;de\r\nOK@check.example;Twice;\r\n${proctor.email};P;\r\n${suspended.email};S;\r\n`,
    );
    expect(report).toMatchObject({ state: 'refused', delimiter: ';', lineCount: 5, newCount: 1, issueCount: 6 });
    expect(report.issues).toEqual([
      { line: 3, column: 'email', problem: 'badEmail', value: 'bad' },
      { line: 3, column: 'name', problem: 'missing', value: '' },
      { line: 3, column: 'language', problem: 'badLanguage', value: 'de' },
      { line: 4, column: 'email', problem: 'duplicateInFile', value: 'ok@check.example' },
      { line: 5, column: 'email', problem: 'otherRole', value: proctor.email },
      { line: 6, column: 'email', problem: 'suspended', value: suspended.email },
    ]);
    expect(await refusal(importIt(report))).toEqual({ code: 'importRefused', reason: 'hasIssues' });
    expect(await people('check.example')).toEqual([]);
    expect(await admin.call('rosterImport', { params: report })).toEqual(report);
  });

  test('changes nothing', async () => {
    await check('E-mail,Full name\nnobody@check.example,Nobody\n');
    expect(await people('check.example')).toEqual([]);
  });

  test('lists a thousand issues at most and counts the rest', async () => {
    const lines = Array.from({ length: 1_500 }, (_, at) => `bad${at},B`).join('\n');
    const report = await check(`E-mail,Full name\n${lines}`);
    expect(report.issues).toHaveLength(1_000);
    expect(report.issueCount).toBe(1_500);
  });

  test.each([
    ['nothing', '', { code: 'fileEmpty' }],
    ['blanks', ' \n\n', { code: 'fileEmpty' }],
    ['a heading alone', 'E-mail,Full name\n', { code: 'fileEmpty' }],
    ['a workbook', Buffer.from('504b030414000600080000002100', 'hex'), { code: 'fileUnreadable' }],
    ['an open quote', 'E-mail,Full name\n"a@x.example,A', { code: 'fileUnreadable' }],
    ['5,001 lines', `E-mail,Full name\n${'a@x.example,A\n'.repeat(5_001)}`, { code: 'tooManyLines', most: 5_000 }],
    ['ten megabytes', Buffer.alloc(10 * 1024 * 1024, 'a'), { code: 'bodyTooLarge' }],
  ])('refuses a file of %s', async (_, body, error) => {
    expect(await post(body)).toEqual(error);
  });

  test('refuses what does not claim to be CSV', async () => {
    expect(await post('{}', 'application/json')).toEqual({ code: 'fileTypeRefused', allowed: 'text/csv' });
    expect(await post('x', 'multipart/form-data; boundary=x')).toMatchObject({ code: 'fileTypeRefused' });
  });

  test('refuses an exam that does not exist, was cancelled, or is over', async () => {
    const text = 'E-mail,Full name\na@x.example,A';
    expect(await refusal(check(text, newId<ExamId>()))).toEqual({ code: 'notFound' });
    const cancelled = await openExam();
    await server.database.query(`update exam set state = 'cancelled' where id = '${cancelled.examId}'`);
    expect(await refusal(check(text, cancelled.examId))).toEqual({ code: 'examCancelled' });
    const over = await addExamDay(server.orm, {
      opensAt: new Date(server.clock.now() - 2 * hour),
      closesAt: new Date(server.clock.now() - hour),
    });
    expect(await refusal(check(text, over.exam.id))).toEqual({ code: 'examClosed' });
  });
});

describe('an import', () => {
  test('writes people, rooms and sittings, once, and answers a repeat with the same', async () => {
    const { examId } = await openExam();
    const report = await check(
      'Adresse e-mail;Nom complet;Langue;Salle;Temps supplémentaire (min)\r\nana@import.example;Ana;anglais;Salle A;\r\nBob@import.example;=cmd|calc;;Salle Z;30\r\n',
      examId,
    );
    expect(report).toMatchObject({ state: 'checked', newCount: 2, changedCount: 0, newRooms: ['Salle Z'] });
    const imported = await importIt(report);
    expect(imported).toEqual({ ...report, state: 'imported' });
    expect(await importIt(report)).toEqual(imported);
    expect(await people('import.example')).toEqual([
      { name: 'Ana', email: 'ana@import.example', role: 'candidate', language: 'en', state: 'invited' },
      { name: '=cmd|calc', email: 'bob@import.example', role: 'candidate', language: 'fr', state: 'invited' },
    ]);
    expect((await sittingsOf(examId)).filter(({ email }) => String(email).endsWith('import.example'))).toEqual([
      { email: 'ana@import.example', room: 'Salle A', extra_minutes: 0, state: 'scheduled' },
      { email: 'bob@import.example', room: 'Salle Z', extra_minutes: 30, state: 'scheduled' },
    ]);
    const { entries } = await admin.call('audit', { query: { subjectId: report.rosterImportId } });
    expect(entries.map(({ action }) => action)).toEqual(['rosterImported', 'rosterChecked']);
  });

  test('corrects who is known, and leaves alone what it says nothing of', async () => {
    const { examId, candidate } = await openExam();
    const again = await check(`email,name\n${candidate.email},${candidate.name}`, examId);
    expect(again).toMatchObject({ newCount: 0, changedCount: 0, sameCount: 1 });
    const report = await check(`email,name,language,extraMinutes\n${candidate.email},New Name,en,15`, examId);
    expect(report).toMatchObject({ changedCount: 1, sameCount: 0 });
    await importIt(report);
    // The language is the person's own choice from their activation on.
    expect(await people(candidate.email)).toEqual([
      expect.objectContaining({ name: 'New Name', language: 'fr', state: 'active' }),
    ]);
    expect(await sittingsOf(examId)).toEqual([
      { email: candidate.email, room: 'Salle A', extra_minutes: 15, state: 'scheduled' },
    ]);
    const quiet = await check(`email,name\n${candidate.email},New Name`, examId);
    await importIt(quiet);
    expect(await sittingsOf(examId)).toMatchObject([{ extra_minutes: 15 }]);
  });

  test('puts those without a room into the only one, and asks when there are several', async () => {
    const { examId } = await openExam();
    const text = 'email,name\none@rooms.example,One';
    await importIt(await check(text, examId));
    expect(await sittingsOf(examId)).toContainEqual(
      expect.objectContaining({ email: 'one@rooms.example', room: 'Salle A' }),
    );
    await admin.call('createRoom', { params: { examId }, body: { name: 'Salle B', proctorIds: [] } });
    const { issues } = await check('email,name\ntwo@rooms.example,Two', examId);
    expect(issues).toEqual([{ line: 2, column: 'room', problem: 'missing', value: '' }]);
  });

  test('moves nobody who has begun', async () => {
    const { examId, candidate, sitting } = await openExam();
    await server.database.query(`update sitting set state = 'writing', started_at = now() where id = '${sitting.id}'`);
    const { issues } = await check(`email,name,room\n${candidate.email},${candidate.name},Salle B`, examId);
    expect(issues).toEqual([{ line: 2, column: 'room', problem: 'sittingBegun', value: 'Salle B' }]);
  });

  test('is refused once what it was checked against has changed, and writes nothing then', async () => {
    const report = await check('email,name\nfirst@outdated.example,First\nlast@outdated.example,Last');
    await admin.call('addPerson', {
      body: { name: 'Else', email: 'last@outdated.example', role: 'proctor', language: 'fr', invite: false },
    });
    expect(await refusal(importIt(report))).toEqual({ code: 'importRefused', reason: 'outdated' });
    expect(await people('outdated.example')).toHaveLength(1);
  });

  test('is refused after an hour, and the lines are forgotten', async () => {
    const report = await check('email,name\nlate@expired.example,Late');
    server.clock.advance(hour);
    expect(await refusal(importIt(report))).toEqual({ code: 'importRefused', reason: 'expired' });
    expect(await admin.call('rosterImport', { params: report })).toMatchObject({ state: 'expired' });
    await check('email,name\nother@expired.example,Other');
    const [row] = await server.database.query(`select lines from roster_import where id = '${report.rosterImportId}'`);
    expect(row?.lines).toBeNull();
  });

  test('asked for many times at once happens once', async () => {
    const report = await check('email,name\nonce@parallel.example,Once');
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => importIt(report)));
    expect(new Set(answers.map(({ state }) => state))).toEqual(new Set(['imported']));
    const { entries } = await admin.call('audit', {
      query: { subjectId: report.rosterImportId, action: 'rosterImported' },
    });
    expect(entries).toHaveLength(1);
  });

  test('of two files with the same new person at once does one of them', async () => {
    const reports = [await check('email,name\nboth@two.example,A'), await check('email,name\nboth@two.example,B')];
    const answers = await Promise.all(reports.map((report) => refusal(importIt(report))));
    expect(answers.filter((body) => body !== undefined)).toEqual([{ code: 'importRefused', reason: 'outdated' }]);
    expect(await people('two.example')).toHaveLength(1);
  });

  test('of 5,000 people into an exam takes seconds', async () => {
    const { examId } = await openExam();
    const lines = Array.from(
      { length: 5_000 },
      (_, at) => `candidate${at}@large.example;Prénom Nom ${at};fr;Salle ${at % 40};${at % 3 ? '' : 20}`,
    );
    const started = performance.now();
    const report = await check(
      `Adresse e-mail;Nom complet;Langue;Salle;Extra time (min)\r\n${lines.join('\r\n')}`,
      examId,
    );
    const checked = performance.now();
    await importIt(report);
    const imported = performance.now();
    console.log(
      `5,000 people: checked in ${Math.round(checked - started)} ms, imported in ${Math.round(imported - checked)} ms`,
    );
    expect(await server.orm.em.fork().count(Account, { email: { $like: '%@large.example' } })).toBe(5_000);
    expect(await sittingsOf(examId)).toHaveLength(5_001);
  });
});

test('there is no report of a roster that was never checked', async () => {
  const params = { rosterImportId: newId<RosterImportId>() };
  expect(await refusal(admin.call('rosterImport', { params }))).toEqual({ code: 'notFound' });
  expect(await refusal(admin.call('importRoster', { params }))).toEqual({ code: 'notFound' });
});
