import { afterAll, beforeAll, expect, test } from 'vitest';
import { ClusterStage } from './clusterStage.ts';
import { GapMeter } from './gapMeter.ts';

let stage: ClusterStage;
beforeAll(async () => {
  stage = await ClusterStage.open();
});
afterAll(() => stage?.close());

test('a candidate and a proctor who came to different nodes see each other', async () => {
  await stage.live();
  expect(Object.values(stage.cluster.fronts.signaling.connections())).toEqual([1, 1]);
  const meter = await GapMeter.start(stage.proctor, 'tile-webcam');
  await stage.tilesMove();
  const { longestMs, frames } = await meter.stop();
  expect(frames).toBeGreaterThan(0);
  console.log(`longest time without a new frame, undisturbed: ${Math.round(longestMs)} ms in ${frames} frames`);
});
