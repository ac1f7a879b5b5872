import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAllShownAtServer, untilMuchIsSaved } from '../exam-day/nothingLost.ts';
import { captureRequests } from '../support/peerConnections.ts';
import { untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import { GapMeter } from './gapMeter.ts';
import { WritingInCluster } from './writingInCluster.ts';

const goneMs = 60_000;
const longestGapMs = 5_000;

let live: WritingInCluster;
beforeAll(async () => {
  live = await WritingInCluster.open();
});
afterAll(() => live?.close());

test.each([
  [
    'stands still',
    async () => live.product.cluster.database.signal('SIGSTOP'),
    async () => live.product.cluster.database.signal('SIGCONT'),
  ],
  ['crashed', () => live.product.cluster.database.crash(), () => live.product.cluster.database.start()],
])(
  'a PostgreSQL that %s for a minute loses no word: the page says that it keeps them, and sends them by itself',
  async (_, take, give) => {
    const { desk, shown, writer, proctor, typist } = live;
    const asked = await captureRequests(desk.page);
    await untilMuchIsSaved(shown);
    const meter = await GapMeter.start(proctor, 'tile-webcam');

    await take();
    const takenAt = Date.now();
    await untilState(desk.page.getByTestId('save-state'), 'kept', 30_000);
    const typedBefore = (await desk.text()).length;
    await until(async () => ((await desk.text()).length > typedBefore ? undefined : 'typing did not go on'));
    await pause(Math.max(0, goneMs - (Date.now() - takenAt)));
    expect(await desk.page.getByTestId('blocked').count()).toBe(0);
    await give();

    const backAt = Date.now();
    await untilMuchIsSaved(shown);
    console.log(`what was typed meanwhile was saved ${Date.now() - backAt} ms after the database was back`);
    const { longestMs, frames } = await meter.stop();
    console.log(`longest time without a new frame: ${Math.round(longestMs)} ms in ${frames} frames`);
    expect(longestMs).toBeLessThan(longestGapMs);
    expect(new URL(desk.page.url()).pathname).not.toBe('/sign-in');
    expect(await captureRequests(desk.page)).toEqual(asked);
    await typist.stop();
    await expectAllShownAtServer(writer, shown);
    await live.allArrives();
    await typist.start();
  },
  240_000,
);
