import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers } from '../support/accessibility.ts';
import { captureRequests } from '../support/peerConnections.ts';
import type { CheckPage } from './checkPage.ts';
import { DeviceStage } from './deviceStage.ts';
import { faultStates } from './states.ts';

/** What stands in the way on real devices, each brought about in a real Chromium before the real media server. */
describe('the device check says what is wrong, and how it is mended', () => {
  let stage: DeviceStage;

  beforeAll(async () => {
    stage = await DeviceStage.start();
  });

  afterAll(async () => {
    await stage?.close();
  });

  test.for(
    faultStates.map((state, place) => ({ ...state, language: place % 2 === 0 ? ('fr' as const) : ('en' as const) })),
  )('$name is $fault, in $language', async ({ name, kind, step, fault, isWarning, bring, mend, language }) => {
    const check = await stage.open(kind, { language });
    try {
      await bring(check, stage);
      await check.expectFault(step, fault, { isWarning });
      if (step === 'connection') tell(name, await check.figures());
      expect(await barriers(check.page)).toEqual([]);
      if (isWarning === true) {
        expect(await check.fault(step).getByTestId(`again-${step}`).count()).toBe(0);
        return;
      }
      if (mend === undefined) {
        const before = await captureRequests(check.page);
        await check.again(step).click();
        await check.untilStep(step, 'failed');
        expect(await captureRequests(check.page)).not.toEqual(before);
        return;
      }
      if (fault === 'surfaceNotMonitor') await expectStoppedAtOnce(check);
      await mend(check, stage);
      await check.untilStep(step, 'passed', 60_000).catch(async (late: unknown) => {
        tell(`${name}, not mended`, await check.figures());
        throw late;
      });
      expect(await check.fault(step).count()).toBe(0);
    } finally {
      await check.page.context().close();
    }
  });

  /** What was picked instead of the entire screen was shown to nobody. */
  async function expectStoppedAtOnce({ page }: CheckPage): Promise<void> {
    const [stopped] = await page.evaluate(() => window.stoppedScreens);
    expect(stopped?.surface).not.toBe('monitor');
    expect(stopped?.afterMs).toBeLessThan(500);
    expect(await page.evaluate(() => window.givenTracks.screen.map(({ readyState }) => readyState))).toEqual(['ended']);
  }

  test('no page broke its Content-Security-Policy or its scripts', () => {
    expect(stage.faults).toEqual([]);
  });
});

function tell(name: string, figures: Record<string, string>): void {
  process.stdout.write(`${name}: ${JSON.stringify(figures)}\n`);
}
