import type { Page } from 'playwright-core';
import { DeviceStage } from './device/deviceStage.ts';
import { deviceStates } from './device/states.ts';
import { CandidateDesk } from './exam-day/candidateDesk.ts';
import { preparePages } from './exam-day/candidateProfile.ts';
import { openExam, threeQuestions } from './exam-day/examPaper.ts';
import { type Language, openContext, openHeadlessBrowser } from './support/browsers.ts';
import { untilState } from './support/people.ts';

type Photograph = (page: Page, name: string, language: Language) => Promise<void>;

/** Every step and every fault of the device check, and an exam day from its gates to the copy. */
export async function photographExamDay(photograph: Photograph, languages: readonly Language[]): Promise<void> {
  const stage = await DeviceStage.start();
  try {
    for (const language of languages) {
      await photographDesk(stage, photograph, language);
      await photographChecks(stage, photograph, language);
    }
  } finally {
    await stage.close();
  }
}

async function photographChecks(stage: DeviceStage, photograph: Photograph, language: Language): Promise<void> {
  for (const { name, kind, bring } of deviceStates) {
    const check = await stage.open(kind, { language });
    try {
      await bring(check, stage);
      await photograph(check.page, `device-${name}`, language);
    } catch (fault) {
      // One state that cannot be brought about on this machine must not cost the pictures of all others.
      process.stderr.write(`no picture of ${name} in ${language}: ${fault instanceof Error ? fault.message : fault}\n`);
      process.exitCode = 1;
    } finally {
      await check.page.context().close();
    }
  }
}

async function photographDesk({ examDay }: DeviceStage, photograph: Photograph, language: Language): Promise<void> {
  const browser = await openHeadlessBrowser({ fakeCapture: true });
  try {
    const exam = await examDay.exam(openExam({ questions: threeQuestions() }), 1);
    const writer = await examDay.writer(exam, { name: 'Camille Laurent', language });
    const context = await openContext(browser, { origin: examDay.url, language, camera: true });
    await preparePages(context, writer.deviceId);
    const desk = await CandidateDesk.open(context, examDay, writer);
    const { page } = desk;
    const show = (name: string) => photograph(page, `exam-${name}`, language);

    await page.getByTestId('share-screen').waitFor();
    await show('gates');
    await page.evaluate(() => {
      window.nextSurface = 'window';
    });
    await page.getByTestId('share-screen').click();
    await untilState(page.getByTestId('link-screen'), 'blocked');
    await show('wrong-surface');
    await desk.prepare();
    await show('ready');
    await page.getByTestId('start-exam').click();
    await page.getByTestId('ok-start').waitFor();
    await show('confirm');
    await page.getByTestId('ok-start').click();
    await desk.isWriting();
    await desk.type('A contract is an agreement between parties that the law enforces.');
    await desk.saved();
    await show('writing');
    await page.evaluate(() => {
      for (const track of window.givenTracks.screen) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
    });
    await page.getByTestId('activate-shares').waitFor();
    await show('share-stopped');
    await desk.activateAgain();
    await desk.isWriting();
    await context.setOffline(true);
    await desk.type(' It binds them.');
    await untilState(page.getByTestId('save-state'), 'kept');
    await show('offline');
    await context.setOffline(false);
    await desk.saved(30_000);
    await desk.review();
    await page.getByTestId('hand-in').waitFor();
    await show('review');
    await page.getByTestId('hand-in').click();
    await page.getByTestId('confirm-hand-in').click();
    await desk.receipt(30_000);
    await show('receipt');
    await page.goto(`${examDay.url}/copies/${writer.sittingId}`);
    await page.getByText('It binds them.').first().waitFor();
    await photograph(page, 'exam-copy', language);
  } finally {
    await browser.close();
  }
}
