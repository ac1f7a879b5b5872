import { cannedMessages } from '@invigil/contract/cannedMessages';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateDesk } from '../exam-day/candidateDesk.ts';
import { serverText, type Writer } from '../exam-day/examDayStage.ts';
import { barriers } from '../support/accessibility.ts';
import { until } from '../support/until.ts';
import type { ProctorConsole } from './proctorConsole.ts';
import { deadlineOf, ProctorStage } from './proctorStage.ts';

const minute = 60_000;

/** One English proctor without a mouse and one candidate who writes in French; each test goes on from the one before it. */
describe('what a proctor does and what its candidate meets', () => {
  let stage: ProctorStage;
  let writer: Writer;
  let desk: CandidateDesk;
  let proctor: ProctorConsole;

  beforeAll(async () => {
    stage = await ProctorStage.start();
    const names = { proctor: 'Paula Proctor', candidate: 'Amélie Écrit' };
    ({ writer, desk, proctor } = await stage.pair({ rules: { answersShown: true } }, names));
    await desk.type('Le contrat lie ses parties.');
    await desk.saved();
  });

  afterAll(async () => {
    await stage?.close();
  });

  const notice = (name: string) => desk.page.getByTestId(`notice-${name}`);
  const seen = async (name: string) => {
    await notice(name).getByTestId('notice-seen').click();
    await notice(name).waitFor({ state: 'hidden' });
  };

  test('the wall has no barrier, and a tile opens with Enter', async () => {
    expect(await proctor.barriers()).toEqual([]);
    await proctor.look(writer.sittingId);
    expect(await proctor.facts.innerText()).toContain('words');
    expect(await proctor.barriers()).toEqual([]);
  });

  test('a message is read at once, answered beside the work, and read by the proctor', async () => {
    await proctor.keys.press(proctor.page.getByTestId('act-message'));
    await proctor.keys.reach(proctor.page.getByTestId('own-message'));
    await proctor.page.keyboard.type('Can you hear the drill outside?');
    await proctor.page.keyboard.press('Enter');
    await notice('message').getByText('Can you hear the drill outside?').waitFor();
    expect(await notice('message').innerText()).toContain('Message de votre surveillant');
    await notice('message').getByTestId('notice-reply').click();
    await desk.page.getByTestId('message-field').fill('Oui, un peu.');
    await desk.page.keyboard.press('Enter');
    await proctor.page.getByTestId('message-candidate').getByText('Oui, un peu.').waitFor();
    expect(await barriers(desk.page)).toEqual([]);
  });

  test('a ready-made message is read in the language of the candidate', async () => {
    const list = proctor.page.getByTestId('canned').locator('select');
    await proctor.keys.reach(list);
    await proctor.page.keyboard.press('ArrowDown');
    const code = (await list.inputValue()) as keyof typeof cannedMessages;
    await proctor.keys.press(proctor.page.getByTestId('send-canned'));
    await proctor.page.getByTestId('message-proctor').getByText(cannedMessages[code].texts.en).waitFor();
    await desk.page.getByTestId('entry-message').getByText(cannedMessages[code].texts.fr).waitFor();
  });

  test('a raised hand waits visibly, and its candidate is told that it was seen', async () => {
    await desk.page.getByTestId('hand').click();
    await proctor.facts.getByTestId('hand').waitFor();
    expect(await proctor.facts.getByTestId('hand').innerText()).toContain('Hand up for');
    await proctor.leave();
    await proctor.tile(writer.sittingId).getByTestId('tile-hand').waitFor();
    await proctor.untilTileSays(writer.sittingId, 'Hand raised for');
    await proctor.look(writer.sittingId);
    await proctor.keys.press(proctor.facts.getByTestId('answer-hand'));
    await notice('hand').getByText('Votre surveillant a vu votre main levée.').waitFor();
    await proctor.facts.getByTestId('hand').waitFor({ state: 'hidden' });
    await seen('hand');
    await desk.page.getByTestId('conversation-close').click();
  });

  test('a warning is told at once and acknowledged', async () => {
    await proctor.ask('warned');
    expect(await proctor.barriers()).toEqual([]);
    expect(await proctor.willRead()).toContain('A warning from your proctor.');
    await proctor.confirm();
    await notice('warned').getByText('Please stay in front of the camera.').waitFor();
    expect(await notice('warned').innerText()).toContain('Avertissement de votre surveillant');
    expect(await barriers(desk.page)).toEqual([]);
    await notice('warned').getByTestId('acknowledge').click();
    await notice('warned').waitFor({ state: 'hidden' });
  });

  test('a view is asked for, shown, and that it was shown stands in the timeline', async () => {
    await proctor.act('viewRequested', { choice: 'desk', reason: 'Your desk, please.' });
    await notice('viewRequested').getByText('Your desk, please.').waitFor();
    expect(await notice('viewRequested').innerText()).toContain('à voir votre bureau');
    await notice('viewRequested').getByTestId('view-shown').click();
    await proctor.tab('timeline');
    await proctor.page.getByTestId('timeline').getByText('Shown at').waitFor();
  });

  test('extra time moves the deadline, and its undo moves it back', async () => {
    const before = await deadlineOf(writer);
    await proctor.act('timeAdded', { choice: '10' });
    await notice('timeAdded').getByText('Time lost through a technical problem.').waitFor();
    expect(await deadlineOf(writer)).toBe(before + 10 * minute);
    await proctor.facts.getByText('10 more minutes').waitFor();
    await proctor.undo();
    await notice('timeAddedUndone').waitFor();
    expect(await deadlineOf(writer)).toBe(before);
    await seen('timeAddedUndone');
  });

  test('a pause closes the typing and stops the clock, and all of it is given back', async () => {
    const before = await deadlineOf(writer);
    await proctor.act('paused');
    await desk.page.getByTestId('blocked').getByText('Votre surveillant a suspendu votre épreuve.').waitFor();
    await until(async () =>
      (await desk.editor.getAttribute('contenteditable')) === 'false' ? undefined : 'something can be typed',
    );
    expect(await barriers(desk.page)).toEqual([]);
    const shown = desk.page.getByTestId('time-left');
    const [stood, began] = [await shown.innerText(), Date.now()];
    await until(async () => ((await deadlineOf(writer)) > before + 2_500 ? undefined : 'the deadline stands'));
    expect(await shown.innerText()).toBe(stood);
    await proctor.untilState(/Paused by a proctor/);
    await proctor.act('resumed');
    const pausedMs = Date.now() - began;
    await desk.isWriting();
    await notice('pausedUndone').waitFor();
    await seen('pausedUndone');
    const given = (await deadlineOf(writer)) - before;
    console.log(`a pause of at least ${pausedMs} ms gave ${given} ms back`);
    expect(given).toBeGreaterThanOrEqual(2_500);
    await desk.type(' Il est repris.');
    await desk.saved();
  });

  test('what is written is read where the exam allows it', async () => {
    await proctor.tab('work');
    await proctor.keys.press(proctor.page.getByTestId('read-work'));
    await proctor.page.getByTestId('work').getByText('Le contrat lie ses parties. Il est repris.').waitFor();
    expect(await proctor.barriers()).toEqual([]);
  });

  test('attention is put off, and the candidate is told nothing', async () => {
    await proctor.act('snoozed', { choice: '5' });
    await proctor.facts.getByText('Attention put off').waitFor();
    expect(await desk.page.locator('[data-testid^=notice-]').count()).toBe(0);
  });

  test('to end a sitting takes two steps, and unlocked it goes on with every word', async () => {
    await proctor.ask('terminated');
    await proctor.keys.press(proctor.dialog.getByTestId('action-do'));
    await proctor.dialog.getByTestId('second-step').waitFor();
    expect(await proctor.barriers()).toEqual([]);
    expect(await desk.page.getByTestId('terminated').count()).toBe(0);
    await proctor.keys.press(proctor.dialog.getByTestId('action-confirm'));
    await proctor.done();
    await desk.page.getByTestId('terminated').waitFor();
    await desk.page.getByTestId('terminated-reason').getByText('The candidate asked for it.').waitFor();
    expect(await barriers(desk.page)).toEqual([]);
    await proctor.untilState(/Ended by a proctor/);
    await proctor.act('unlocked');
    await notice('terminatedUndone').waitFor();
    await desk.activateAgain();
    await desk.isWriting(30_000);
    expect(await desk.text()).toBe('Le contrat lie ses parties. Il est repris.');
    await desk.type(' Et fini.');
    await desk.saved();
    expect(await serverText(writer)).toBe('Le contrat lie ses parties. Il est repris. Et fini.');
  });

  test('everything stands in the timeline and in the audit, and no page failed', async () => {
    await proctor.tab('timeline');
    const timeline = proctor.page.getByTestId('timeline');
    for (const words of ['Sitting ended', 'Paused', 'Warning', '10 minutes added']) {
      await timeline.getByText(words, { exact: true }).first().waitFor();
    }
    expect(stage.faults).toEqual([]);
  });
});
