import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectAllShownAtServer, untilMuchIsSaved } from '../exam-day/nothingLost.ts';
import { captureRequests } from '../support/peerConnections.ts';
import { untilState } from '../support/people.ts';
import { untilMoving } from '../support/pictures.ts';
import { GapMeter } from './gapMeter.ts';
import { WritingInCluster } from './writingInCluster.ts';

const goneMs = 60_000;
/** A picture that a busy machine draws late is not one that was interrupted. */
const longestGapMs = 5_000;

let live: WritingInCluster;
beforeAll(async () => {
  live = await WritingInCluster.open();
});
afterAll(() => live?.close());

test.each([
  ['stands still', () => live.product.cluster.redis.freeze(), async () => live.product.cluster.redis.thaw()],
  ['crashed and begins empty', () => live.product.cluster.redis.crash(), () => live.product.cluster.redis.startAgain()],
])(
  'a Redis that %s for a minute stops neither media nor writing',
  async (_, take, give) => {
    const { desk, shown, writer, proctor } = live;
    const asked = await captureRequests(desk.page);
    // Who watches already goes on watching; a watch that begins needs the other nodes.
    await untilMoving(proctor.getByTestId('tile-webcam').first(), 'the webcam tile', { ms: 30_000 });
    const meter = await GapMeter.start(proctor, 'tile-webcam');

    await take();
    const takenAt = Date.now();
    await untilMuchIsSaved(shown);
    await expectAllShownAtServer(writer, shown);
    await pause(goneMs - (Date.now() - takenAt));
    expect(await desk.page.getByTestId('blocked').count()).toBe(0);
    await give();

    await untilMuchIsSaved(shown);
    await untilState(desk.page.getByTestId('link-screen'), 'live', 30_000);
    const { longestMs, frames } = await meter.stop();
    console.log(`longest time without a new frame: ${Math.round(longestMs)} ms in ${frames} frames`);
    expect(longestMs).toBeLessThan(longestGapMs);
    expect(await captureRequests(desk.page)).toEqual(asked);
    await expectAllShownAtServer(writer, shown);
  },
  240_000,
);
