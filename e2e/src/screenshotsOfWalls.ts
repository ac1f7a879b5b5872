import { cores } from '@invigil/loadtest/bench/surroundings';
import { Fleets } from '@invigil/loadtest/fleet/fleets';
import { loopback } from '@invigil/loadtest/machine/place';
import type { Browser, Page } from 'playwright-core';
import { type Language, openContext } from './support/browsers.ts';
import { signIn } from './support/people.ts';
import { installProbe } from './wallBench/probe.ts';
import { untilWallMoves } from './wallBench/wallPage.ts';
import { WallServer } from './wallBench/wallServer.ts';

interface Pictures {
  browser: Browser;
  photograph: (page: Page, name: string, language: Language) => Promise<void>;
  speak: (page: Page, language: Language) => Promise<void>;
}

const sizes = [4, 25, 100];
const joinInFlight = 10;
const movesWithinMs = 30_000;

/** The wall before small, usual and full rooms, whose candidates are bots with moving pictures. */
export async function photographWalls(pictures: Pictures, languages: readonly Language[]): Promise<void> {
  for (const candidates of sizes) await photographWall(candidates, pictures, languages);
}

async function photographWall(candidates: number, pictures: Pictures, languages: readonly Language[]): Promise<void> {
  const { browser, photograph, speak } = pictures;
  const server = await WallServer.create({ core: cores.server, candidates });
  const fleet = await Fleets.create(loopback, cores.generator);
  try {
    const target = { kind: 'invigil' as const, signalingUrl: server.signalingUrl, tokens: await server.tokens() };
    await fleet.prepare(target, candidates, ['webcam', 'screen'], 'wall');
    await fleet.play('smallest');
    const { failures } = await fleet.join({ bots: candidates, inFlight: joinInFlight });
    if (failures.length > 0) throw new Error(`${failures.length} bots did not come live: ${failures[0]}`);
    await fleet.play('demanded');
    for (const language of languages) {
      const context = await openContext(browser, { origin: server.url, language });
      await installProbe(context);
      const page = await context.newPage();
      await signIn(page, server, server.proctor);
      await speak(page, language);
      await page.goto(`${server.url}/rooms/${server.roomId}`);
      await page.getByTestId('tile').first().waitFor();
      const inSight = await page.evaluate(() => window.wallProbe.visible().length);
      await untilWallMoves(page, Math.min(candidates, inSight), movesWithinMs);
      await photograph(page, `wall-${candidates}`, language);
      await context.close();
    }
  } finally {
    await fleet.close();
    await server.close();
  }
}
