import { closeReasons } from '@invigil/contract/frames';
import type { SittingLive } from '@invigil/contract/live';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { someDtls, someStream } from '../testing/media.ts';
import { Page } from '../testing/page.ts';
import { newRoomId, Stage } from '../testing/stage.ts';

const poll = (read: () => unknown) => expect.poll(read, { timeout: 10_000, interval: 20 });

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.create({ drainTimes: { noticeMs: 100, spreadMs: 100, comesBackMs: 1_500, longestMs: 8_000 } });
});
afterEach(() => stage.close());

const ready = async () => {
  const outcomes = await Promise.allSettled(Object.values(stage.signaling.checks).map((check) => check()));
  return outcomes.every(({ status }) => status === 'fulfilled');
};

test('a node that drains is not ready, sends its pages to another and ends empty; nobody is seen to go or be away', async () => {
  const second = await stage.addSignaling('signaling-2');
  const room = newRoomId();
  const colleague = await stage.proctor({ rooms: [room], url: second.url });
  const candidates = [await stage.candidate({ room }), await stage.candidate({ room })];
  const proctor = await stage.proctor({ rooms: [room] });
  for (const { page, here } of candidates)
    await page.get('start', {
      transportId: here.sendTransport.transportId,
      dtlsParameters: someDtls,
      streams: [someStream('webcam')],
    });
  expect(await ready()).toBe(true);
  const placed = stage.media.asked('placeSitting').length;

  const drained = stage.signaling.drain();
  expect(await ready()).toBe(false);
  const came = await Promise.all(
    [...candidates, proctor].map(async ({ page, welcome }) => {
      expect((await page.closed).code).toBe(closeReasons.moving.code);
      await expect(Page.resume(stage.url, welcome.resumeToken, 0)).rejects.toMatchObject({ status: 503 });
      const after = Math.max(0, ...page.notes().map(({ seq }) => seq));
      const again = await Page.resume(second.url, welcome.resumeToken, after);
      await again.heard('resumed');
      return again;
    }),
  );
  await drained;
  await stage.signaling.close();

  expect(stage.media.asked('placeSitting').length).toBe(placed);
  expect(stage.media.asked('closePresence')).toEqual([]);
  const lives = colleague.page.notes('sittingLive').map(({ data }) => data as SittingLive);
  expect(new Set(lives.map(({ presence }) => presence))).toEqual(new Set(['here']));
  const team = colleague.page.notes('proctorPresence').map(({ data }) => data as ProctorPresence);
  expect(new Set(team.map(({ state }) => state))).toEqual(new Set(['here']));
  for (const page of [...came, colleague.page]) page.drop();
});

test('whose page is away is taken to another node, and finds everything there', async () => {
  const second = await stage.addSignaling('signaling-2');
  const { page, welcome } = await stage.candidate();
  page.drop();
  await page.closed;
  await stage.signaling.drain();
  await stage.signaling.close();
  expect(stage.media.asked('closePresence')).toEqual([]);
  const again = await Page.resume(second.url, welcome.resumeToken, 0);
  expect(await again.heard('resumed')).toMatchObject({ presenceId: welcome.presenceId });
  again.drop();
});

test('the last node has nobody to give its pages to, and ends at once', async () => {
  const { page } = await stage.candidate();
  await stage.signaling.drain();
  await stage.signaling.close();
  expect((await page.closed).code).toBe(closeReasons.shuttingDown.code);
});

test('a node that has just come is given nothing while it drains itself', async () => {
  const second = await stage.addSignaling('signaling-2');
  await second.signaling.drain();
  const { page } = await stage.candidate();
  await stage.signaling.drain();
  await poll(() => page.socket.readyState).toBe(page.socket.OPEN);
  page.drop();
});
