import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { ClusterStage } from './clusterStage.ts';
import { GapMeter } from './gapMeter.ts';

const publishers = 'invigil_media_server_publishers';
/** Of a picture while its media node is emptied, and after its media node is lost. Milliseconds. */
const longestGapMs = { drained: 500, lost: 5_000 };

let stage: ClusterStage;
beforeAll(async () => {
  stage = await ClusterStage.open();
  await stage.live();
});
afterAll(() => stage?.close());

/** The media node with the only sitting, and the one that takes it. */
async function places() {
  const { medias } = stage.cluster;
  const holder = await stage.busiest(medias, publishers);
  const other = medias.find((node) => node !== holder);
  if (!other) throw new Error('there is one media node only');
  expect(await holder.metric(publishers)).toBe(1);
  return { holder, other };
}

async function gaps(disturb: () => Promise<void>) {
  const [webcam, screen] = [
    await GapMeter.start(stage.proctor, 'tile-webcam'),
    await GapMeter.start(stage.proctor, 'tile-screen'),
  ];
  await disturb();
  await stage.tilesMove();
  return { webcam: Math.round((await webcam.stop()).longestMs), screen: Math.round((await screen.stop()).longestMs) };
}

test('what stands still while nothing happens', async () => {
  const { webcam, screen } = await gaps(() => stage.tilesMove());
  expect(webcam).toBeLessThanOrEqual(longestGapMs.drained);
  console.log(`undisturbed: longest time without a new frame ${webcam} ms webcam, ${screen} ms screen`);
});

test('drains in a row: the picture of the webcam hardly stands still, and each node ends or serves again by itself', async () => {
  const measured: number[] = [];
  for (let drain = 0; drain < 6; drain += 1) {
    const { holder, other } = await places();
    const { webcam, screen } = await gaps(async () => {
      await fetch(`${holder.opsUrl}/drain`, { method: 'POST' });
      await until(async () => ((await holder.metric(publishers)) === 0 ? undefined : 'the sitting has not moved'));
    });
    expect(await other.metric(publishers)).toBe(1);
    expect(await holder.isReady()).toBe(false);
    await fetch(`${holder.opsUrl}/serve`, { method: 'POST' });
    await until(async () => ((await holder.isReady()) ? undefined : 'it does not serve again'));
    measured.push(webcam);
    console.log(`drain ${drain + 1}: longest time without a new frame ${webcam} ms webcam, ${screen} ms screen`);
  }
  expect(Math.max(...measured)).toBeLessThanOrEqual(longestGapMs.drained);
});

test('SIGTERM empties a node, and then it ends', async () => {
  const { holder } = await places();
  const { webcam, screen } = await gaps(() => holder.end('SIGTERM'));
  console.log(`SIGTERM: longest time without a new frame ${webcam} ms webcam, ${screen} ms screen`);
  expect(webcam).toBeLessThanOrEqual(longestGapMs.drained);
  await holder.start();
});

test('SIGKILL: the page publishes at another node, with no prompt', async () => {
  const { holder } = await places();
  const { webcam, screen } = await gaps(() => holder.end('SIGKILL'));
  console.log(`SIGKILL: longest time without a new frame ${webcam} ms webcam, ${screen} ms screen`);
  expect(webcam).toBeLessThanOrEqual(longestGapMs.lost);
  await holder.start();
});

test('a node that is stopped loses its sittings, and serves nothing of them when it goes on', async () => {
  const { holder, other } = await places();
  const { webcam, screen } = await gaps(async () => {
    holder.signal('SIGSTOP', { withChildren: true });
    await until(async () => ((await other.metric(publishers)) === 1 ? undefined : 'nobody took the sitting'));
  });
  console.log(`SIGSTOP: longest time without a new frame ${webcam} ms webcam, ${screen} ms screen`);
  expect(webcam).toBeLessThanOrEqual(longestGapMs.lost);
  holder.signal('SIGCONT', { withChildren: true });
  await until(async () =>
    (await holder.metric('invigil_media_server_fenced_total')) === 1 ? undefined : 'not fenced',
  );
  expect(await holder.metric(publishers)).toBe(0);
  expect(await other.metric(publishers)).toBe(1);
  await stage.tilesMove();
});
