import type { Browser } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { openCandidateBrowser, openContext, openHeadlessBrowser } from './support/browsers.ts';
import { Display } from './support/display.ts';
import { ImpairedNetwork } from './support/impairedNetwork.ts';
import { Invigil } from './support/invigil.ts';
import { openMovingText } from './support/movingText.ts';
import { transportFacts } from './support/peerConnections.ts';
import { demo, openWall, shareEverything, signIn } from './support/people.ts';
import { untilMoving } from './support/pictures.ts';

async function opened<T extends Browser | Display>(opening: Promise<T>): Promise<T> {
  const open = await opening;
  onTestFinished(() => open.close());
  return open;
}

const screenSize = { width: 1920, height: 1080 };

test('a candidate at 300 ms, 5 % loss and 250 kbit/s up is seen with webcam and screen, also after the line was cut', async () => {
  const invigil = await Invigil.start();
  onTestFinished(() => invigil.stop());
  const network = await ImpairedNetwork.before(invigil, 'mobile');
  onTestFinished(() => network.close());
  const display = await opened(Display.open(screenSize.width, screenSize.height));
  const [moving, far, near] = await Promise.all([
    opened(openCandidateBrowser(display, { left: screenSize.width / 2 })),
    opened(openCandidateBrowser(display, { left: 0, args: network.browserArgs })),
    opened(openHeadlessBrowser()),
  ]);
  await openMovingText(moving);
  const mobile = await openContext(far, { origin: invigil.url, view: null, camera: true });
  await network.carryMediaOf(mobile);
  const candidate = await mobile.newPage();
  const proctor = await (await openContext(near, { origin: invigil.url })).newPage();
  await Promise.all([signIn(candidate, invigil, demo.candidate), signIn(proctor, invigil, demo.proctor)]);
  await Promise.all([shareEverything(candidate), openWall(proctor)]);

  const tile = proctor.getByTestId('tile').first();
  const bothMove = async () =>
    await Promise.all(
      ['webcam', 'screen'].map((source) =>
        untilMoving(tile.getByTestId(`tile-${source}`), `the ${source} tile`, { frames: 10, ms: 40_000 }),
      ),
    );
  console.log(`ten frames of webcam and screen after ${(await bothMove()).join(' and ')} ms`);
  const [path] = await transportFacts(candidate);
  expect(path?.protocol).toBe('udp');
  expect(path?.roundTripMs).toBeGreaterThanOrEqual(300);

  network.cut();
  await tile.locator('[data-testid=tile-link-webcam][data-state=reconnecting]').waitFor({ timeout: 20_000 });
  network.mend();
  console.log(`and after a cut, ${(await bothMove()).join(' and ')} ms after it was mended`);
});
