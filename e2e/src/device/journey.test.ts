import { deviceReceipt } from '@invigil/contract/deviceReceipt';
import { errorTexts } from '@invigil/contract/errorTexts';
import { checkId as checkIdOf } from '@invigil/contract/ids';
import { compactVerify, importJWK } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenExam } from '../exam-day/examDayStage.ts';
import { openExam } from '../exam-day/examPaper.ts';
import { barriers, phone } from '../support/accessibility.ts';
import { demo, signIn } from '../support/people.ts';
import { until } from '../support/until.ts';
import { type CheckPage, sentences } from './checkPage.ts';
import { DeviceStage } from './deviceStage.ts';

const steps = ['browser', 'webcam', 'microphone', 'screen', 'connection', 'documents', 'writing'] as const;

/** From a device that nobody knows to its validation and the short check of exam day; each test goes on from the one before. */
describe('a candidate validates a device, and enters with it', () => {
  let stage: DeviceStage;
  let exam: OpenExam;
  let candidate: Awaited<ReturnType<DeviceStage['examDay']['enrolled']>>;
  let check: CheckPage;

  beforeAll(async () => {
    stage = await DeviceStage.start();
    exam = await stage.examDay.exam(openExam({ rules: { secondDisplay: 'refused' } }));
    candidate = await stage.examDay.enrolled(exam, { name: 'Élodie Valide', language: 'fr' });
    check = await stage.open('fake', { language: 'fr', who: candidate });
  });

  afterAll(async () => {
    await stage?.close();
  });

  async function inspect({ page }: CheckPage): Promise<void> {
    expect(await barriers(page)).toEqual([]);
  }

  test('with a keyboard alone, in French, without a barrier at any step', async () => {
    const { page, keys } = check;
    await page.goto(`${stage.url}/dashboard`);
    expect(await page.getByTestId('device-state').getAttribute('data-state')).toBe('none');
    await keys.press(page.getByTestId('validate-device').first());
    await page.getByTestId('start-check').waitFor();
    await inspect(check);
    await keys.press(page.getByTestId('start-check'));
    await check.untilStep('screen', 'yours');
    await inspect(check);
    for (const step of ['browser', 'webcam', 'microphone'] as const) {
      await check.untilStep(step, 'passed');
      await keys.press(page.getByTestId(`step-${step}`).getByRole('button'), { back: true });
      await page.getByTestId(`panel-${step}`).waitFor();
      await inspect(check);
    }
    await keys.press(page.getByTestId('step-screen').getByRole('button'));
    await keys.press(page.getByTestId('share-screen'));
    await check.untilPhase('typing');
    for (const step of ['screen', 'connection', 'documents'] as const) {
      await check.untilStep(step, 'passed', 60_000);
      await keys.press(page.getByTestId(`step-${step}`).getByRole('button'), { back: true });
      await page.getByTestId(`panel-${step}`).waitFor();
      await inspect(check);
    }
    await keys.press(page.getByTestId('step-writing').getByRole('button'));
    await keys.reach(page.getByTestId('writing-field'));
    await inspect(check);
    await page.keyboard.type(sentences.fr);
    await page.getByTestId('device-result').waitFor();
    expect(await page.getByTestId('device-result').getAttribute('data-passed')).toBe('true');
    for (const step of steps) {
      expect(await page.getByTestId(`result-${step}`).getAttribute('data-outcome'), step).toBe('passed');
    }
    await inspect(check);
  });

  test('its receipt holds before anybody who has the public key', async () => {
    const { page, keys } = check;
    const download = page.waitForEvent('download');
    await keys.press(page.getByTestId('download-receipt'));
    const file = await (await download).createReadStream();
    const receipt = Buffer.concat(await file.toArray()).toString();
    const key = await importJWK(await candidate.http.call('deviceReceiptKey'), 'EdDSA');
    const { payload } = await compactVerify(receipt, key);
    const said = deviceReceipt.parse(JSON.parse(new TextDecoder().decode(payload)));
    expect(said.sub).toBe(candidate.personId);
    expect(said.steps.map(({ step }) => step)).toEqual(steps);
    expect(said.exp * 1000).toBeGreaterThan(Date.now() + 24 * 60 * 60 * 1000);
    const [head, , signature] = receipt.split('.');
    const forged = Buffer.from(JSON.stringify({ ...said, exp: said.exp + 1 })).toString('base64url');
    await expect(compactVerify(`${head}.${forged}.${signature}`, key)).rejects.toThrow();
  });

  test('candidate and admin both see that the device is validated', async () => {
    const { page } = check;
    await page.goto(`${stage.url}/dashboard`);
    await page.locator('[data-testid=device-state][data-state=passed]').waitFor();
    const { page: desk } = await stage.examDay.house.open({ language: 'en' });
    await signIn(desk, stage.examDay.invigil, demo.admin);
    await desk.goto(`${stage.url}/admin/people?search=${encodeURIComponent(candidate.email)}`);
    const row = desk.getByTestId('people').locator('tbody tr').filter({ hasText: candidate.email });
    await row.getByText(/^(Validated|Validé)$/).waitFor();
    await desk.goto(`${stage.url}/admin/people/${candidate.personId}`);
    await desk.getByTestId('person-device').getByText('Chromium').waitFor();
    await desk.context().close();
  });

  test('on exam day a short check of the same device takes ten seconds at most', async () => {
    const { page } = check;
    await page.goto(`${stage.url}/sittings/${candidate.sittingId}`);
    await page.locator('[data-testid=gate-device][data-state=done]').waitFor();
    await page.getByTestId('delta-check-open').click();
    const began = Date.now();
    await page.getByTestId('run-delta').click();
    await page.locator('[data-testid=delta-verdict][data-passed]').waitFor();
    const seconds = (Date.now() - began) / 1000;
    process.stdout.write(`the short check took ${seconds.toFixed(1)} s\n`);
    expect(await page.getByTestId('delta-verdict').getAttribute('data-passed')).toBe('true');
    expect(seconds).toBeLessThanOrEqual(10);
    await inspect(check);
  });

  test('a second display fails the short check of an exam that refuses it, until it is unplugged', async () => {
    const { page } = check;
    await page.goto(`${stage.url}/sittings/${candidate.sittingId}`);
    await page.getByTestId('delta-check-open').click();
    const unplug = await check.plugDisplay();
    await page.getByTestId('run-delta').click();
    await check.expectFault('screen', 'screenExtended');
    await page.locator('[data-testid=delta-verdict][data-passed=false]').waitFor();
    await inspect(check);
    await unplug();
    await check.again('screen').click();
    await page.locator('[data-testid=delta-verdict][data-passed=true]').waitFor();
  });

  test('another browser of the same person is told that the other device was validated', async () => {
    const other = await stage.open('fake', { language: 'en', who: candidate });
    await other.page.goto(`${stage.url}/sittings/${candidate.sittingId}`);
    const gate = other.page.getByTestId('gate-device');
    await until(async () => {
      const state = await gate.getAttribute('data-state');
      return state === 'todo' ? undefined : `the gate is ${state}`;
    });
    const { gates } = await other.http.call('sittingEntry', {
      params: candidate,
      query: { deviceId: await other.deviceId() },
    });
    const device = gates.find((one) => one.gate === 'device');
    expect(device?.error).toEqual({ code: 'deviceNotValidated', why: 'otherDevice' });
    await inspect(other);
    await gate.getByTestId('validate-device').click();
    await other.page.getByTestId('start-check').waitFor();
    await other.page.context().close();
  });

  test('with a mouse, in English, in a narrow window, a whole check takes a minute at most', async () => {
    const narrow = await stage.open('fake', { language: 'en', view: phone });
    await narrow.open();
    const began = Date.now();
    await narrow.page.getByTestId('start-check').click();
    await narrow.page.getByTestId('share-screen').click();
    await narrow.untilPhase('typing');
    await narrow.write();
    await narrow.page.getByTestId('device-result').waitFor({ timeout: 60_000 });
    const seconds = (Date.now() - began) / 1000;
    process.stdout.write(`the whole check took ${seconds.toFixed(1)} s\n`);
    expect(await narrow.page.getByTestId('device-result').getAttribute('data-passed')).toBe('true');
    expect(seconds).toBeLessThanOrEqual(60);
    await inspect(narrow);
    await narrow.page.context().close();
  });

  test('camera and microphone can be changed, and are checked anew', async () => {
    const chosen = await stage.open('fake', { language: 'en' });
    const { page } = chosen;
    await chosen.startToScreen();
    const label = async (kind: 'webcam' | 'microphone') => {
      await chosen.untilStep(kind, 'passed');
      await chosen.look(kind);
      return await page.getByTestId(`panel-${kind}`).locator('select').evaluate(selectedText);
    };
    expect(await label('webcam')).toBe('fake_device_0');
    await page.getByTestId('panel-webcam').locator('select').selectOption({ label: 'fake_device_1' });
    expect(await label('webcam')).toBe('fake_device_1');
    const [first, last] = await page.evaluate(() => {
      const { webcam } = window.givenTracks;
      return [webcam[0], webcam.at(-1)].map((track) => `${track?.label} ${track?.readyState}`);
    });
    expect([first, last]).toEqual(['fake_device_0 ended', 'fake_device_1 live']);
    await label('microphone');
    await page.getByTestId('panel-microphone').locator('select').selectOption({ label: 'Fake Audio Input 2' });
    expect(await label('microphone')).toBe('Fake Audio Input 2');
    await page.context().close();
  });

  test('a real screen arrives as large as it is, and what is written is there after a real reload', async () => {
    const windowed = await stage.open('windowed', { language: 'en' });
    const { page } = windowed;
    await windowed.startToWriting();
    await windowed.look('screen');
    expect(await page.evaluate(() => window.givenTracks.screen.at(-1)?.getSettings())).toMatchObject({
      displaySurface: 'monitor',
      width: 1600,
      height: 900,
    });
    await windowed.look('writing');
    const saved = page.waitForRequest((request) => request.method() === 'PUT' && request.url().endsWith('/text'));
    await windowed.write();
    const [, checkId] = /device-checks\/([^/]+)\/text/.exec((await saved).url()) ?? [];
    await page.getByTestId('device-result').waitFor({ timeout: 60_000 });
    const result = await page.getByTestId('result-screen').innerText();
    expect(result).toContain('1600 × 900');
    expect(await page.getByTestId('result-writing').getAttribute('data-outcome')).toBe('passed');
    await page.reload();
    await page.getByTestId('start-check').waitFor();
    expect(await keptTexts(windowed)).toEqual([sentences.en]);
    const { text } = await windowed.http.call('checkText', { params: { checkId: checkIdOf.parse(checkId) } });
    expect(text).toBe(sentences.en);
    await page.context().close();
  });

  test('a browser that is not Chrome is told so, and still shows the dashboard', async () => {
    const firefox = await stage.open('fake', { language: 'en' });
    const { page } = firefox;
    await firefox.say('Firefox');
    await page.goto(`${stage.url}/device`);
    await page.getByTestId('unfit-browser').waitFor();
    expect(await page.getByTestId('unfit-browser').innerText()).toContain(errorTexts.browserUnsupported.en.cause);
    await inspect(firefox);
    await page.goto(`${stage.url}/dashboard`);
    await page.getByTestId('device').waitFor();
    expect(await page.getByTestId('unfit-browser').count()).toBe(0);
    await page.context().close();
  });

  test('no page broke its Content-Security-Policy or its scripts', () => {
    expect(stage.faults).toEqual([]);
  });
});

const selectedText = (select: HTMLElement) => (select as HTMLSelectElement).selectedOptions[0]?.text;

/** What the browser itself keeps of the writing of a check. */
async function keptTexts({ page }: CheckPage): Promise<unknown[]> {
  return await page.evaluate(
    () =>
      new Promise<unknown[]>((resolve, reject) => {
        const opening = indexedDB.open('invigil-device-check');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction('texts').objectStore('texts').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result);
          };
        };
      }),
  );
}
