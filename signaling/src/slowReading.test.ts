import { setImmediate } from 'node:timers/promises';
import type { PresenceId } from '@invigil/contract/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Page } from './testing/page.ts';
import { Stage } from './testing/stage.ts';

/** More than the kernel holds for two sockets and the backlog limit together, in notes of 8 KiB. */
const notesSent = 1_200;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.create();
  stage.media.candidatesPerTransport = 16;
});
afterAll(() => stage.close());

/** Each time its worker dies, a candidate is told of a new and large transport. */
async function loseWorker(publishers: PresenceId[]): Promise<void> {
  await stage.media.tell({ event: 'workerDied', workerId: stage.media.worker, publishers, receivers: [] });
  await setImmediate();
}

const seqs = (page: Page) => page.notes().map(({ seq }) => seq);
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, i) => from + i);

test('a reader that stops reading is cut, and resumes with everything, once and in order, at its own pace', async () => {
  const { page, welcome } = await stage.candidate();
  const neighbour = await stage.candidate();
  page.socket.pause();
  for (let sent = 0; sent < notesSent; sent += 1) await loseWorker([welcome.presenceId]);
  expect(stage.media.asked('placeSitting').length).toBe(notesSent + 2);
  expect(await stage.metric('invigil_signaling_slow_readers_cut_total')).toBe(1);
  const { transportId } = neighbour.here.sendTransport;
  expect(await neighbour.page.ask('restartIce', { transportId })).toMatchObject({ ok: true });

  page.socket.resume();
  await page.closed;
  const got = seqs(page).length;
  expect(seqs(page)).toEqual(upTo(got));
  expect(got).toBeLessThan(notesSent);

  const again = await Page.resume(stage.url, welcome.resumeToken, got);
  again.socket.pause();
  // New notes do not overtake those that wait, nor does their number count as slowness while it catches up.
  for (let i = 0; i < 20; i += 1) await loseWorker([welcome.presenceId]);
  again.socket.resume();
  await again.heard('note', ({ seq }) => seq === notesSent + 20);
  expect(seqs(again)).toEqual(upTo(notesSent + 20, got + 1));
  expect(await stage.metric('invigil_signaling_slow_readers_cut_total')).toBe(1);
  again.drop();
  neighbour.page.drop();
});
