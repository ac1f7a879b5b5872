import { heldSitting, sittingsOf } from '@invigil/contract/heldSitting';
import type { SittingLive } from '@invigil/contract/live';
import { RedisServer } from '@invigil/server-kit/testing/redisServer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NodeProcess } from './testing/nodeProcess.ts';
import { Page } from './testing/page.ts';
import { newRoomId, newSittingId, Stage } from './testing/stage.ts';

const poll = (read: () => unknown) => expect.poll(read, { timeout: 15_000, interval: 50 });
const origin = { origin: 'http://localhost' };

let redis: RedisServer;
let stage: Stage;
beforeAll(async () => {
  redis = await RedisServer.start();
  stage = await Stage.create({ redisUrl: redis.url });
});
afterAll(async () => {
  await stage.close();
  await redis.close();
});

/** A candidate whose page is connected to a node in a process of its own. */
async function onAnother(name: string) {
  const node = await NodeProcess.start({ redisUrl: redis.url, keys: stage.keys, name });
  const [of, room] = [newSittingId(), newRoomId()];
  const { page: proctor } = await stage.proctor({ rooms: [room] });
  const page = await Page.join(node.url, await stage.candidateToken({ of, room }), origin);
  const welcome = await page.heard('welcome');
  const held = async () => (await stage.cluster.find(sittingsOf(room), of, heldSitting))?.value;
  const state = () => (proctor.notes('sittingLive').at(-1)?.data as SittingLive | undefined)?.presence;
  return { node, of, room, proctor, page, welcome, held, state };
}

/** The page comes back through the node that lives; how long that took. */
async function comeBack({ of, room, welcome }: Awaited<ReturnType<typeof onAnother>>) {
  const began = performance.now();
  await expect(Page.resume(stage.url, welcome.resumeToken, 0)).rejects.toMatchObject({ status: 410 });
  const again = await stage.candidate({ of, room });
  return { again, ms: performance.now() - began };
}

test('the page of a node that was killed has its sitting back at once on another, and its older media is closed', async () => {
  const lost = await onAnother('killed');
  await lost.node.kill();
  const { again, ms } = await comeBack(lost);
  console.log(`back on another node ${Math.round(ms)} ms after its node was killed`);
  expect(ms).toBeLessThan(1_500);
  expect(stage.media.asked('closePresence').map(({ presenceId }) => presenceId)).toContain(lost.welcome.presenceId);
  await poll(lost.state).toBe('here');
  expect(await lost.held()).toMatchObject({ presenceId: again.welcome.presenceId });
  for (const page of [again.page, lost.proctor]) page.drop();
});

test('a node that stood still does nothing more for a sitting that went on elsewhere', async () => {
  const lost = await onAnother('stopped');
  lost.node.signal('SIGSTOP');
  const { again, ms } = await comeBack(lost);
  console.log(`back on another node ${Math.round(ms)} ms after its node stood still`);
  expect(ms).toBeLessThan(4_000);
  lost.node.signal('SIGCONT');
  const candidates = async () => {
    const text = await (await fetch(`${lost.node.opsUrl}/metrics`)).text();
    return /^invigil_signaling_candidates (\d+)/m.exec(text)?.[1];
  };
  await poll(candidates).toBe('0');
  expect(await lost.held()).toMatchObject({ presenceId: again.welcome.presenceId });
  expect(lost.state()).toBe('here');
  expect(again.page.socket.readyState).toBe(again.page.socket.OPEN);
  await lost.node.kill();
  for (const page of [again.page, lost.proctor]) page.drop();
});
