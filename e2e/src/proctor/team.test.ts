import type { HttpCaller } from '@invigil/contract/client/httpCaller';
import type { SittingId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateDesk } from '../exam-day/candidateDesk.ts';
import type { OpenExam, Writer } from '../exam-day/examDayStage.ts';
import { barriers, desktop } from '../support/accessibility.ts';
import { httpPersonAs } from '../support/httpPerson.ts';
import { until } from '../support/until.ts';
import type { ProctorConsole } from './proctorConsole.ts';
import { type Colleague, ProctorStage } from './proctorStage.ts';

/** Two proctors and a supervisor before one room, each in their own browser profile; each test goes on from the one before it. */
describe('a team before one room', () => {
  let stage: ProctorStage;
  let exam: OpenExam;
  let ada: Colleague;
  let bea: Colleague;
  let sam: Colleague;
  let writer: Writer;
  let desk: CandidateDesk;
  let asAda: ProctorConsole;
  let asBea: ProctorConsole;
  let asSam: ProctorConsole;
  let http: HttpCaller;

  beforeAll(async () => {
    stage = await ProctorStage.start();
    [ada, bea, sam] = await Promise.all([
      stage.colleague('Ada Aube'),
      stage.colleague('Bea Brune', 'proctor', 'fr'),
      stage.colleague('Sam Super', 'admin'),
    ]);
    exam = await stage.exam({}, [ada, bea]);
    writer = await stage.day.writer(exam, { name: 'Walter Writes' });
    for (const name of ['Una Unseen', 'Viktor Void', 'Xenia Xylo']) await stage.day.enrolled(exam, { name });
    http = await httpPersonAs(stage.day.url, sam);
    [desk, asAda, asBea, asSam] = await Promise.all([
      stage.desk(writer, 'en'),
      stage.console(ada, exam, 'en'),
      stage.console(bea, exam, 'fr'),
      stage.member(sam, 'en'),
    ]);
    await desk.begin();
  });

  afterAll(async () => {
    await stage?.close();
  });

  const proctored = async () => {
    const { sittings } = await http.call('proctoring', { params: { roomId: exam.roomId } });
    return sittings;
  };
  const sittingsOf = async ({ personId }: Colleague): Promise<SittingId[]> =>
    (await proctored()).filter(({ proctorId }) => proctorId === personId).map(({ sittingId }) => sittingId);
  /** Until a wall that shows only one's own has so many tiles. */
  const untilTiles = (of: ProctorConsole, count: number, ms?: number) =>
    until(async () => {
      const tiles = await of.page.getByTestId('tile').count();
      return tiles === count ? undefined : `the wall has ${tiles} tiles`;
    }, ms);

  test('the candidates are shared evenly over who is there, and each sees their own', async () => {
    await until(async () => {
      const [a, b] = [await sittingsOf(ada), await sittingsOf(bea)];
      return a.length === 2 && b.length === 2 ? undefined : `one has ${a.length}, the other ${b.length}`;
    });
    for (const one of [asAda, asBea]) {
      await one.keys.press(one.page.getByTestId('wall-mine'));
      await untilTiles(one, 2);
    }
    for (const one of [asAda, asBea]) {
      await one.page.keyboard.press('Enter');
      await untilTiles(one, 4);
    }
    expect(await asBea.barriers()).toEqual([]);
  });

  test('each sees whom the other looks at, and the supervisor sees both', async () => {
    await asSam.openRoom(exam.roomId);
    await asAda.look(writer.sittingId);
    await asBea.untilTileSays(writer.sittingId, 'Ada Aube');
    await asSam.untilTileSays(writer.sittingId, 'Ada Aube is looking now');
    await asBea.look(writer.sittingId);
    await asAda.page.getByTestId('lookers').getByText('Bea Brune').waitFor();
    await asBea.page.getByTestId('lookers').getByText('Ada Aube').waitFor();
    await asSam.untilTileSays(writer.sittingId, 'Bea Brune');
    expect(await asSam.barriers()).toEqual([]);
    // The supervisor is given nobody.
    expect(await sittingsOf(sam)).toEqual([]);
  });

  test('who acts on what a colleague has just changed is told so by name, and decides anew', async () => {
    await asAda.ask('warned');
    await asBea.act('snoozed', { choice: '5' });
    await asAda.keys.press(asAda.dialog.getByTestId('action-do'));
    const refused = asAda.dialog.getByTestId('action-error');
    await refused.getByText('Bea Brune has just acted on this sitting.').waitFor();
    expect(await asAda.barriers()).toEqual([]);
    expect(await desk.page.getByTestId('notice-warned').count()).toBe(0);
    await asAda.keys.press(asAda.dialog.getByTestId('act-anyway'), { back: true });
    await asAda.done();
    await desk.page.getByTestId('notice-warned').getByTestId('acknowledge').click();
  });

  test('a candidate is handed over with a note that the colleague reads', async () => {
    const isAdas = (await sittingsOf(ada)).includes(writer.sittingId);
    const [from, to, colleague] = isAdas ? [asAda, asBea, bea] : [asBea, asAda, ada];
    const note = 'Asked twice about question one.';
    await from.act('handedOver', { colleague: colleague.name, reason: note });
    await to.facts.getByText(isAdas ? 'Suivi par vous' : 'Looked after by you').waitFor();
    await to.page.getByTestId('timeline').getByText(note).waitFor();
    expect(await sittingsOf(colleague)).toContain(writer.sittingId);
  });

  test('a message and a pause for everybody reach who writes, and the rest is told', async () => {
    await asAda.leave();
    await asAda.keys.press(asAda.page.getByTestId('batch-open'), { back: true });
    const batch = asAda.page.getByTestId('batch');
    expect(await asAda.barriers()).toEqual([]);
    await asAda.choose(batch, 'message');
    await asAda.keys.write(batch.locator('textarea[name=broadcast]'), 'Five minutes of fire drill.');
    await asAda.keys.press(batch.getByTestId('batch-do'));
    await batch.getByTestId('batch-outcome').waitFor();
    await desk.page.getByTestId('notice-message').getByText('Five minutes of fire drill.').waitFor();
    await asAda.keys.press(batch.getByTestId('batch-close'));
    for (const action of ['paused', 'resumed'] as const) {
      await asAda.keys.press(asAda.page.getByTestId('batch-open'));
      await asAda.choose(batch, action);
      await asAda.keys.press(batch.getByTestId('ready-reason'));
      await asAda.keys.press(batch.getByTestId('batch-do'));
      await batch.getByTestId('batch-outcome').waitFor();
      if (action === 'paused') await desk.page.getByTestId('blocked').getByText('has paused your exam').waitFor();
      else await desk.isWriting();
      await asAda.keys.press(batch.getByTestId('batch-close'));
    }
  });

  test('the ledger says who looked at whom, and for how long', async () => {
    await asBea.leave();
    await until(async () => {
      const { looks } = await http.call('coverage', {
        params: { roomId: exam.roomId },
        query: { sittingId: writer.sittingId },
      });
      const names = new Set(looks.filter(({ seconds }) => seconds > 0).map(({ byName }) => byName));
      return names.size === 2 ? undefined : `it knows of looks by ${[...names].join(' and ')}`;
    });
  });

  test('the supervisor reads staffing and who waits', async () => {
    await desk.page.getByTestId('open-conversation').click();
    await desk.page.getByTestId('hand').click();
    await asSam.page.goto(`${stage.day.url}/supervision`);
    const card = asSam.page.locator(`[data-testid=supervised-room][data-room-id="${exam.roomId}"]`);
    await card.getByTestId('waits').getByText('1 raised hand').waitFor();
    for (const { name } of [ada, bea]) {
      await until(async () => {
        const words = (await card.locator('.member', { hasText: name }).innerText()).replace(/\s+/g, ' ');
        return /\bthere\b/.test(words) && !words.includes('not there') ? undefined : `the card says ${words}`;
      });
    }
    expect(await barriers(asSam.page, [desktop])).toEqual([]);
    await asSam.keys.press(card.getByTestId('supervise'));
    await asSam.tile(writer.sittingId).getByTestId('tile-hand').waitFor();
  });

  test('who leaves is missed after a minute, and who stays looks after everybody', async () => {
    await asBea.keys.press(asBea.page.getByTestId('wall-mine'));
    await asAda.keys.press(asAda.page.locator('.room a[href="/rooms"]'), { back: true });
    await asAda.page.waitForURL('**/rooms');
    const began = Date.now();
    // A proctor whose line blinks keeps their candidates, so the room waits this long before it shares anew.
    await untilTiles(asBea, 4, limits.proctorGoneMs + 30_000);
    const seconds = Math.round((Date.now() - began) / 1_000);
    console.log(`all four went to who stayed ${seconds} s after the other had left`);
    expect(seconds).toBeGreaterThanOrEqual(limits.proctorGoneMs / 1_000 - 1);
    expect(await sittingsOf(bea)).toHaveLength(4);
    expect(stage.faults).toEqual([]);
  });
});
