import { randomUUID } from 'node:crypto';
import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import { commentId, decisionId, type IncidentId, incidentId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { DecisionOutcome } from '@invigil/contract/routes/reviews';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { auditedActs } from '../../test/auditedActs.ts';
import { addAccount } from '../../test/examDay.ts';
import { refusal } from '../../test/refusal.ts';
import { TestApi } from '../../test/testApi.ts';
import { startWriting } from '../../test/writing.ts';
import { Account } from '../accounts/account.ts';
import { mustBeReadablePdf } from '../files/pdf.ts';
import { Mail } from '../mails/mail.ts';
import { newId } from '../newId.ts';
import { Sitting } from '../sittings/sitting.ts';

let server: TestApi;
let day: Awaited<ReturnType<typeof startWriting>>;
let proctor: HttpCaller;
let seen: IncidentId;
beforeAll(async () => {
  server = await TestApi.start();
});
afterAll(() => server.close());

/** A candidate who was seen to do something, was warned and told to show the desk, was looked at, and has handed in. */
beforeEach(async () => {
  day = await startWriting(server);
  proctor = await server.as(day.proctor);
  seen = incidentId.parse(randomUUID());
  const { me, sittingId } = day;
  server.clock.advance(10 * 60_000);
  const incident = { incidentId: seen, kind: 'tabHidden', facts: {}, beganAgoMs: 65_000, endedAgoMs: 5_000 } as const;
  await me.call('reportIncidents', { params: { sittingId }, body: { incidents: [incident] } });
  const at = (agoMs: number) => new Date(server.clock.now() - agoMs).toISOString();
  await server.database.query(`
    insert into intervention (id, sitting_id, key, kind, facts, by_id, at, reason) values
      ('${newId()}', '${sittingId}', gen_random_uuid(), 'warned', '{}', '${day.proctor.id}', '${at(4_000)}', '=1+1'),
      ('${newId()}', '${sittingId}', gen_random_uuid(), 'handedOver', '{"to": "${day.proctor.id}"}', '${day.proctor.id}',
        '${at(3_000)}', 'Pour toi.');
    insert into look (id, sitting_id, by_id, began_at, ended_at)
    values ('${newId()}', '${sittingId}', '${day.proctor.id}', '${at(240_000)}', '${at(180_000)}')`);
});

const mine = () => ({ sittingId: day.sittingId });
const theirs = () => ({ roomId: day.room.id, sittingId: day.sittingId });
const review = () => proctor.call('sittingReview', { params: theirs() });
const myReview = () => day.me.call('myReview', { params: mine() });
const decide = (outcome: DecisionOutcome, id = decisionId.parse(randomUUID())) =>
  proctor.call('decide', { params: theirs(), body: { decisionId: id, outcome, reason: 'Vu et revu.' } });
const reply = (text: string) => day.me.call('replyToReview', { params: mine(), body: { text } });
const handIn = () =>
  server.orm.em
    .fork()
    .nativeUpdate(Sitting, { id: day.sittingId }, { state: 'submitted', submittedAt: new Date(server.clock.now()) });
const speak = (account: Account, language: 'fr' | 'en') =>
  server.orm.em.fork().nativeUpdate(Account, { id: account.id }, { language });

describe('the file of a sitting', () => {
  test('has what was seen, done, looked at and said, each with whom and when', async () => {
    await handIn();
    const id = commentId.parse(randomUUID());
    const body = { commentId: id, incidentId: seen, text: 'Une notification du système.' };
    const comment = await proctor.call('addComment', { params: theirs(), body });
    expect(await proctor.call('addComment', { params: theirs(), body })).toEqual(comment);
    const decision = await decide('nothingToNote');
    const file = await review();
    expect(file).toMatchObject({
      ...{ candidateName: day.candidate.name, state: 'submitted', roomName: 'Salle A', reply: null },
      incidents: [{ incidentId: seen, kind: 'tabHidden', candidateName: day.candidate.name }],
      interventions: [
        { byName: day.proctor.name, entry: { intervention: { kind: 'warned', reason: '=1+1' } } },
        { entry: { byId: day.proctor.id, intervention: { kind: 'handedOver' } } },
      ],
      coverage: { looks: 1, seconds: 60, longestGapSeconds: 360 },
    });
    expect(file.comments).toEqual([{ ...comment, incidentId: seen, byName: day.proctor.name, text: body.text }]);
    expect(file.decisions).toEqual([decision]);
    expect(await auditedActs(server.orm, day.sittingId)).toEqual([
      'sittingCommented',
      'sittingDecided',
      'sittingReviewOpened',
    ]);
  });

  test('takes no remark about an incident of another sitting', async () => {
    const body = {
      commentId: commentId.parse(randomUUID()),
      incidentId: incidentId.parse(randomUUID()),
      text: 'Quoi ?',
    };
    expect(await refusal(proctor.call('addComment', { params: theirs(), body }))).toEqual({ code: 'notFound' });
  });

  test('is for the team of the room alone', async () => {
    const stranger = await server.as(await addAccount(server.orm, 'proctor'));
    for (const name of ['sittingReview', 'sittingReport'] as const) {
      expect(await refusal(stranger.call(name, { params: theirs() }))).toEqual({ code: 'notFound' });
    }
    const report = stranger.call('roomReport', { params: { roomId: day.room.id } });
    expect(await refusal(report)).toEqual({ code: 'notFound' });
  });
});

describe('a decision', () => {
  test('waits for the end of the sitting', async () => {
    expect(await refusal(decide('noted'))).toEqual({ code: 'sittingNotOver' });
    expect(await refusal(myReview())).toEqual({ code: 'sittingNotOver' });
  });

  test('is told to the candidate, once by mail, without who decided; the last one counts', async () => {
    await handIn();
    expect(await myReview()).toMatchObject({ decision: null, replyUntil: null });
    const id = decisionId.parse(randomUUID());
    const first = await decide('referred', id);
    expect(await decide('referred', id)).toEqual(first);
    const mails = await server.orm.em.fork().find(Mail, { account: day.candidate, kind: 'sittingDecided' });
    expect(mails).toHaveLength(1);
    server.clock.advance(1_000);
    await decide('noted');
    const told = await myReview();
    expect(told).toMatchObject({
      decision: { outcome: 'noted', reason: 'Vu et revu.' },
      replyUntil: new Date(server.clock.now() + limits.replyDays * 24 * 60 * 60_000).toISOString(),
      interventions: [{ byId: null, intervention: { kind: 'warned' } }],
      incidents: [{ incidentId: seen }],
    });
    expect(JSON.stringify(told)).not.toContain(day.proctor.name);
    expect((await review()).decisions.map(({ outcome }) => outcome)).toEqual(['referred', 'noted']);
  });

  test('can be answered until two weeks after it, and the last answer counts', async () => {
    await handIn();
    expect(await refusal(reply('Trop tôt.'))).toEqual({ code: 'replyClosed' });
    await decide('noted');
    await reply('C’était une mise à jour.');
    const last = await reply('C’était une mise à jour du système.');
    expect((await myReview()).reply).toEqual(last);
    expect((await review()).reply).toEqual(last);
    server.clock.advance(limits.replyDays * 24 * 60 * 60_000);
    day.me = await server.as(day.candidate);
    expect(await refusal(reply('Trop tard.'))).toEqual({ code: 'replyClosed' });
  });
});

describe('the report', () => {
  test.each(['fr', 'en'] as const)('of a sitting is a PDF in the language of its reader: %s', async (language) => {
    await handIn();
    await decide('referred');
    await reply('Voici ma réponse.\nEn deux lignes.');
    await speak(day.proctor, language);
    const { fileName, file } = await proctor.call('sittingReport', { params: theirs() });
    const title = { fr: 'Dossier d’épreuve', en: 'File of a sitting' }[language];
    expect(fileName).toBe(`${day.candidate.name} - ${title}.pdf`);
    mustBeReadablePdf(Buffer.from(await file.arrayBuffer()));
    expect(await auditedActs(server.orm, day.sittingId)).toContain('reportDownloaded');
  });

  test('of a room has a line for every incident, intervention and sitting, and no formula', async () => {
    const { fileName, file } = await proctor.call('roomReport', { params: { roomId: day.room.id } });
    expect(fileName).toBe('Salle A - Rapport.csv');
    const lines: string[][] = parse(await file.text(), { delimiter: ';', bom: true });
    expect(
      lines
        .slice(1)
        .map(([type, name, id, , , nature, what, by, reason]) => [type, name, id, nature, what, by, reason]),
    ).toEqual([
      [
        'Incident',
        day.candidate.name,
        day.sittingId,
        'comportement',
        'La page de l’examen n’était pas visible',
        'vu par la page du candidat',
        '',
      ],
      ['Intervention', day.candidate.name, day.sittingId, '', 'Avertissement', day.proctor.name, "'=1+1"],
      [
        'Intervention',
        day.candidate.name,
        day.sittingId,
        '',
        `Confié à ${day.proctor.name}`,
        day.proctor.name,
        'Pour toi.',
      ],
      ['Surveillance', day.candidate.name, day.sittingId, '', '', '', ''],
    ]);
    expect(lines.at(-1)?.slice(-3)).toEqual(['1', '60', '360']);
    expect(new Set(lines.map((cells) => cells.length)).size).toBe(1);
    expect(await auditedActs(server.orm, day.room.id)).toEqual(['reportDownloaded']);
  });
});
