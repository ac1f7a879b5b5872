import type { Browser } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { openContext, openHeadlessBrowser } from './support/browsers.ts';
import { ImpairedNetwork } from './support/impairedNetwork.ts';
import { Invigil } from './support/invigil.ts';
import { transportFacts } from './support/peerConnections.ts';
import { demo, openWall, shareEverything, signIn, untilState } from './support/people.ts';
import { untilMoving } from './support/pictures.ts';

async function opened(browser: Promise<Browser>): Promise<Browser> {
  const open = await browser;
  onTestFinished(() => open.close());
  return open;
}

test('a candidate whose network lets no UDP through is seen over TCP, and when they vanish the proctor is told', async () => {
  const invigil = await Invigil.start();
  onTestFinished(() => invigil.stop());
  const network = await ImpairedNetwork.before(invigil, 'noUdp');
  onTestFinished(() => network.close());
  const [behindFirewall, watching] = await Promise.all([
    opened(openHeadlessBrowser({ fakeCapture: true, args: network.browserArgs })),
    opened(openHeadlessBrowser()),
  ]);
  const walledIn = await openContext(behindFirewall, { origin: invigil.url });
  await network.carryMediaOf(walledIn);
  const candidate = await walledIn.newPage();
  const proctor = await (await openContext(watching, { origin: invigil.url })).newPage();
  await Promise.all([signIn(candidate, invigil, demo.candidate), signIn(proctor, invigil, demo.proctor)]);
  await Promise.all([shareEverything(candidate), openWall(proctor)]);
  const tile = proctor.getByTestId('tile').first();
  await untilMoving(tile.getByTestId('tile-webcam'), 'the webcam tile');
  await untilMoving(tile.getByTestId('tile-screen'), 'the screen tile');
  expect(await transportFacts(candidate)).toMatchObject([{ dtlsState: 'connected', protocol: 'tcp' }]);
  expect(await transportFacts(proctor)).toMatchObject([{ dtlsState: 'connected', protocol: 'udp' }]);

  await behindFirewall.close();
  await untilState(tile.getByTestId('tile-link-webcam'), 'reconnecting');
  await untilState(tile.getByTestId('tile-link-screen'), 'reconnecting');
});
