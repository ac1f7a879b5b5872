import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CandidateDesk } from '../exam-day/candidateDesk.ts';
import type { Writer } from '../exam-day/examDayStage.ts';
import { barriers } from '../support/accessibility.ts';
import { heardAudio } from '../support/peerConnections.ts';
import { until } from '../support/until.ts';
import type { ProctorConsole } from './proctorConsole.ts';
import { ProctorStage } from './proctorStage.ts';

/** A proctor and a candidate who speak to each other; Chromium's own beeps are what they say. */
describe('a proctor speaks while a key is held, and the candidate answers by voice', () => {
  let stage: ProctorStage;
  let writer: Writer;
  let desk: CandidateDesk;
  let proctor: ProctorConsole;

  beforeAll(async () => {
    stage = await ProctorStage.start();
    const names = { proctor: 'Vera Voice', candidate: 'Henri Entend' };
    ({ writer, desk, proctor } = await stage.pair({}, names));
    await proctor.look(writer.sittingId);
  });

  afterAll(async () => {
    await stage?.close();
  });

  const voice = () => desk.page.getByTestId('voice');
  const untilSpeaks = (is: boolean) =>
    until(async () => {
      const speaks = await voice().getAttribute('data-speaks');
      return speaks === String(is) ? undefined : `the page says that the proctor speaks: ${speaks}`;
    });
  /** Until so many packets of sound more have come. */
  async function untilHeard(page: CandidateDesk['page'], more: number): Promise<void> {
    const before = await heardAudio(page);
    await until(async () => {
      const packets = (await heardAudio(page)) - before;
      return packets >= more ? undefined : `${packets} packets of sound have come`;
    });
  }

  test('while the key is held the candidate hears the proctor, and the page says so', async () => {
    await proctor.keys.reach(proctor.page.getByTestId('talk'));
    await proctor.page.keyboard.down('Space');
    await untilSpeaks(true);
    await untilHeard(desk.page, 50);
    expect(await voice().innerText()).toContain('Votre surveillant vous parle');
    expect(await proctor.page.getByTestId('talk').innerText()).toContain('hears you');
    const isPlayed = await desk.page.getByTestId('proctor-voice').evaluate((sound: HTMLAudioElement) => !sound.paused);
    expect(isPlayed).toBe(true);
    expect(await barriers(desk.page)).toEqual([]);
  });

  test('let go, nothing more is sent, and the page says that too', async () => {
    await proctor.page.keyboard.up('Space');
    await untilSpeaks(false);
    expect(await voice().innerText()).toContain('peut vous parler');
    // What was on its way may still come; then two seconds, in which a voice would send a hundred packets, bring none.
    await until(async () => {
      const before = await heardAudio(desk.page);
      await desk.page.evaluate(() => new Promise((done) => setTimeout(done, 2_000)));
      const packets = (await heardAudio(desk.page)) - before;
      return packets === 0 ? undefined : `${packets} packets of sound came in two seconds`;
    });
    expect(await proctor.barriers()).toEqual([]);
  });

  test('held again, the same line carries the voice at once', async () => {
    const began = performance.now();
    await proctor.page.keyboard.down('Space');
    await untilSpeaks(true);
    await untilHeard(desk.page, 10);
    console.log(`the second time the voice came after ${Math.round(performance.now() - began)} ms`);
    await proctor.page.keyboard.up('Space');
    await untilSpeaks(false);
  });

  test('the candidate answers by voice, the proctor hears it, and the microphone is let go', async () => {
    await desk.page.getByTestId('answer-by-voice').click();
    await desk.page.locator('[data-testid=answer-state][data-live=true]').waitFor();
    await proctor.keys.press(proctor.page.getByTestId('listen'));
    await untilHeard(proctor.page, 50);
    expect(await barriers(desk.page)).toEqual([]);
    await desk.page.getByTestId('hush').click();
    await proctor.page.getByTestId('listen').waitFor({ state: 'hidden' });
    expect(stage.faults).toEqual([]);
  });
});
