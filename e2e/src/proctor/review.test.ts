import { readFile } from 'node:fs/promises';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateDesk } from '../exam-day/candidateDesk.ts';
import type { OpenExam, Writer } from '../exam-day/examDayStage.ts';
import { barriers } from '../support/accessibility.ts';
import { Keyboard } from '../support/keyboard.ts';
import type { ProctorConsole } from './proctorConsole.ts';
import { ProctorStage } from './proctorStage.ts';

/** After an exam: the file of one sitting, from both sides; each test goes on from the one before it. */
describe('what was seen is judged by a human, and the candidate has a word to say', () => {
  let stage: ProctorStage;
  let exam: OpenExam;
  let writer: Writer;
  let desk: CandidateDesk;
  let proctor: ProctorConsole;

  beforeAll(async () => {
    stage = await ProctorStage.start();
    const names = { proctor: 'Rita Review', candidate: 'Côme Copie' };
    ({ exam, writer, desk, proctor } = await stage.pair({}, names));
    await desk.type('Mes mots.');
    await paste(' Et ceux d’un autre.');
    await proctor.look(writer.sittingId);
    await proctor.act('warned', { reason: 'Write it yourself, please.' });
    await desk.page.getByTestId('notice-warned').getByTestId('acknowledge').click();
    await desk.saved();
    await desk.handIn();
    await desk.receipt();
  });

  afterAll(async () => {
    await stage?.close();
  });

  async function paste(text: string): Promise<void> {
    const permissions = ['camera', 'microphone', 'clipboard-read', 'clipboard-write'];
    await desk.page.context().grantPermissions(permissions, { origin: stage.day.url });
    await desk.page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await desk.page.keyboard.press('ControlOrMeta+v');
  }

  /** Presses with a key and waits for the file. */
  async function download(button: Locator): Promise<{ name: string; bytes: Buffer }> {
    const download = proctor.page.waitForEvent('download');
    await proctor.keys.press(button);
    const file = await download;
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  }

  const record = () => proctor.page.getByTestId('record');
  const dialogOf = (page: Page) => page.locator('dialog[open]');

  test('the files of the room lead to the one with the incident, the warning and the coverage', async () => {
    await proctor.page.goto(`${stage.day.url}/rooms/${exam.roomId}/reviews`);
    await proctor.page.getByTestId('reviews').waitFor();
    expect(await barriers(proctor.page)).toEqual([]);
    await proctor.keys.press(proctor.page.getByTestId('open-file'));
    await record().waitFor();
    await record().getByText('Write it yourself, please.').waitFor();
    await record().locator('[data-type=incident]').first().waitFor();
    expect(await proctor.page.getByTestId('coverage').innerText()).toContain('1 look');
    expect(await barriers(proctor.page)).toEqual([]);
  });

  test('an incident is found by its nature and commented', async () => {
    await proctor.keys.press(proctor.page.getByTestId('record-conduct'));
    await proctor.keys.press(record().getByTestId('comment-on'));
    const form = record().locator('form.comment');
    await proctor.keys.write(form.locator('textarea'), 'A quotation, as it seems.');
    await proctor.keys.press(form.getByTestId('add-comment'));
    await record().getByText('A quotation, as it seems.').waitFor();
    await proctor.keys.press(proctor.page.getByTestId('record-all'), { back: true });
  });

  test('a human decides, with a reason, and is asked once more', async () => {
    const part = proctor.page.locator('section', { has: proctor.page.getByTestId('decide') });
    await proctor.choose(part, 'noted');
    await proctor.keys.write(part.locator('textarea[name=decision-reason]'), 'One quotation without its source.');
    await proctor.keys.press(part.getByTestId('decide'));
    await dialogOf(proctor.page).waitFor();
    expect(await barriers(proctor.page)).toEqual([]);
    await proctor.keys.press(dialogOf(proctor.page).getByRole('button', { name: 'Decide' }));
    await proctor.page.getByTestId('decisions').getByText('One quotation without its source.').waitFor();
  });

  test('the candidate reads it in their language, with the reason, and replies', async () => {
    const { page } = desk;
    const keys = new Keyboard(page);
    await page.goto(`${stage.day.url}/copies/${writer.sittingId}`);
    await keys.press(page.getByTestId('open-review'));
    const decision = page.getByTestId('decision');
    await decision.getByText('One quotation without its source.').waitFor();
    expect(await decision.innerText()).toContain('Une note est gardée au dossier');
    expect(await page.getByTestId('review-incidents').locator('li').count()).toBeGreaterThan(0);
    // What the team says to each other is not for the candidate.
    expect(await page.getByText('A quotation, as it seems.').count()).toBe(0);
    expect(await barriers(page)).toEqual([]);
    await keys.write(page.getByTestId('reply-field'), 'La source était sur ma feuille.');
    await keys.press(page.getByTestId('reply-send'));
    await page.getByText('Votre réponse est au dossier.').waitFor();
    await proctor.page.reload();
    await proctor.page.getByTestId('candidate-reply').getByText('La source était sur ma feuille.').waitFor();
  });

  test('the report is a PDF of the whole file', async () => {
    const { name, bytes } = await download(proctor.page.getByTestId('report-pdf'));
    console.log(`${name}: ${bytes.length} bytes`);
    expect(name).toMatch(/\.pdf$/);
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.subarray(-1_024).toString('latin1')).toContain('%%EOF');
    expect(bytes.length).toBeGreaterThan(5_000);
  });

  test('the room is a CSV whose lines all have the same columns, coverage among them', async () => {
    const { name, bytes } = await download(proctor.page.getByTestId('report-csv'));
    const [head = [], ...lines] = bytes
      .toString('utf8')
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(/[;,](?=(?:[^"]*"[^"]*")*[^"]*$)/));
    console.log(`${name}: ${lines.length} lines of ${head.join(' | ')}`);
    expect(name).toMatch(/\.csv$/);
    expect(head.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toHaveLength(head.length);
    const words = lines.map((line) => line.join(' '));
    for (const wanted of ['Côme Copie', 'Write it yourself, please.', 'Coverage']) {
      expect(words.some((line) => line.includes(wanted))).toBe(true);
    }
    expect(stage.faults).toEqual([]);
  });
});
