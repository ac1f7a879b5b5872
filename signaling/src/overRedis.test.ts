import { closeReasons } from '@invigil/contract/frames';
import type { StreamId } from '@invigil/contract/ids';
import type { SittingLive } from '@invigil/contract/live';
import type { TransportOptions } from '@invigil/contract/transports';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newStreamId, someCapabilities, someDtls, someStream } from './testing/media.ts';
import { Page } from './testing/page.ts';
import { newSittingId, Stage } from './testing/stage.ts';

let redis: RedisServer;
let stage: Stage;
let second: string;
beforeAll(async () => {
  redis = await RedisServer.start();
  stage = await Stage.create({ redisUrl: redis.url });
  second = (await stage.addSignaling('signaling-2')).url;
});
afterAll(async () => {
  await stage.close();
  await redis.close();
});

const told = (page: Page, fits: (live: SittingLive) => boolean) =>
  page.heard('note', ({ name, data }) => name === 'sittingLive' && fits(data as SittingLive));

async function publish(page: Page, { transportId }: TransportOptions): Promise<StreamId> {
  const { streams } = await page.get<'start', { streams: { streamId: StreamId }[] }>('start', {
    transportId,
    dtlsParameters: someDtls,
    streams: [someStream('webcam', 'cam')],
  });
  return streams[0]?.streamId ?? newStreamId();
}

test('between processes: watched on another node, recovered from a dead worker, taken over by a newer page', async () => {
  const of = newSittingId();
  const { page: proctor } = await stage.proctor({ url: second });
  const { page, here } = await stage.candidate({ of });
  const streamId = await publish(page, here.sendTransport);
  await told(proctor, ({ streams }) => streams.some((stream) => stream.streamId === streamId));
  const watched = await proctor.get<'watch', { watches: unknown[] }>('watch', {
    rtpCapabilities: someCapabilities,
    streams: [{ streamId, step: 'tile' }],
  });
  expect(watched.watches).toHaveLength(1);

  await stage.media.killWorker(stage.media.worker, 'signaling');
  const republish = await page.heard('note', ({ name }) => name === 'republish');
  const { sendTransport } = republish.data as { sendTransport: TransportOptions };
  const next = await publish(page, sendTransport);
  await told(proctor, ({ streams }) => streams.some((stream) => stream.streamId === next));

  const newer = await stage.candidate({ of, url: second });
  expect((await page.closed).code).toBe(closeReasons.superseded.code);
  newer.page.socket.close(1000);
  await told(proctor, ({ presence }) => presence === 'gone');
  proctor.drop();
});

test('a join token is used once in the whole cluster', async () => {
  const token = await stage.candidateToken();
  (await Page.join(stage.url, token)).drop();
  await expect(Page.join(second, token)).rejects.toEqual({ status: 401, body: { code: 'joinTokenUsed' } });
});

test('while Redis is down those who are here stay and resume; afterwards others join again', async () => {
  const { page, welcome } = await stage.candidate();
  await redis.crashAndRestart(async () => {
    page.drop();
    await page.closed;
    const again = await Page.resume(stage.url, welcome.resumeToken, 0);
    await again.heard('resumed');
    again.drop();
  });
  await expect
    .poll(
      () =>
        stage.candidate().then(
          () => 'welcome',
          () => 'refused',
        ),
      { timeout: 20_000, interval: 500 },
    )
    .toBe('welcome');
});
