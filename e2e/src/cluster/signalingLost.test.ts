import { randomUUID } from 'node:crypto';
import type { NodeProcess } from '@invigil/infra/cluster/nodeProcess';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { ClusterStage } from './clusterStage.ts';
import { GapMeter } from './gapMeter.ts';

let stage: ClusterStage;
beforeAll(async () => {
  stage = await ClusterStage.open();
  await countCaptures(stage.candidate);
  await stage.live();
  await stage.candidate.getByTestId('open-conversation').click();
}, 180_000);
afterAll(() => stage?.close());

declare global {
  interface Window {
    captures?: number;
    lineStates?: string[];
  }
}

/** Every time that the page asks for a camera or a screen is a prompt. */
async function countCaptures(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.captures = 0;
    for (const name of ['getUserMedia', 'getDisplayMedia'] as const) {
      const ask = navigator.mediaDevices[name].bind(navigator.mediaDevices);
      navigator.mediaDevices[name] = (wanted) => {
        window.captures = (window.captures ?? 0) + 1;
        return ask(wanted);
      };
    }
  });
}

/** Keeps what the badge of the line says from now on. */
async function followLine(page: Page): Promise<void> {
  await page.evaluate(() => {
    const badge = document.querySelector('[data-testid=live-link]');
    window.lineStates = [badge?.getAttribute('data-state') ?? ''];
    const follow = () => window.lineStates?.push(badge?.getAttribute('data-state') ?? '');
    if (badge) new MutationObserver(follow).observe(badge, { attributes: true, attributeFilter: ['data-state'] });
  });
}
const lineStates = (page: Page) => page.evaluate(() => window.lineStates ?? []);
const captures = (page: Page) => page.evaluate(() => window.captures ?? 0);

/** The proctor writes ten times a second until told to stop; every message must be read once by the candidate. */
class Chatter {
  readonly texts: string[] = [];
  readonly #lags: Promise<number>[] = [];
  #running = true;
  readonly #done: Promise<void>;

  private constructor(name: string) {
    this.#done = this.#write(name);
  }

  static begin(name: string): Chatter {
    return new Chatter(name);
  }

  /** How long the slowest of them took to be read. Milliseconds. */
  async end(): Promise<number> {
    this.#running = false;
    await this.#done;
    return Math.max(...(await Promise.all(this.#lags)));
  }

  async #write(name: string): Promise<void> {
    const { proctor, candidate } = stage;
    const roomId = /rooms\/([^/?]+)/.exec(proctor.url())?.[1] ?? '';
    const sittingId = await proctor.getByTestId('tile').first().getAttribute('data-sitting-id');
    const holder = await liveSittingOf(proctor, sittingId);
    for (let i = 0; this.#running; i += 1) {
      const text = `${name} ${i} ${randomUUID().slice(0, 4)}`;
      const sent = Date.now();
      await proctor.evaluate(
        async ({ roomId, body }) => {
          const response = await fetch(`/api/rooms/${roomId}/messages`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          if (!response.ok) throw new Error(`the api answered ${response.status}: ${await response.text()}`);
        },
        { roomId, body: { key: randomUUID(), sittingIds: [holder], message: { text } } },
      );
      this.texts.push(text);
      this.#lags.push(
        candidate
          .getByTestId('entry-message')
          .getByText(text, { exact: true })
          .first()
          .waitFor({ state: 'attached', timeout: 60_000 })
          .then(() => Date.now() - sent),
      );
      await new Promise((wake) => setTimeout(wake, 300));
    }
  }

  /** How often the candidate has each. */
  async counts(): Promise<number[]> {
    const said = await stage.candidate.getByTestId('entry-message').allInnerTexts();
    return this.texts.map((text) => said.filter((one) => one.includes(text)).length);
  }
}

/** The candidate who shares: the one tile with pictures. */
async function liveSittingOf(proctor: Page, first: string | null): Promise<string> {
  const tile = proctor.locator('[data-testid=tile]:has([data-testid=tile-webcam])').first();
  return (await tile.getAttribute('data-sitting-id')) ?? first ?? '';
}

const holds = (what: 'candidates' | 'proctors') => stage.busiest(stage.cluster.signalings, `invigil_signaling_${what}`);
const readyAgain = (node: NodeProcess) =>
  until(async () => (stage.cluster.fronts.signaling.health(node.name) === 'ready' ? undefined : 'not ready'), 30_000);

/** Does something to a node while pictures and messages flow; all must flow on, and nobody may be asked for anything. */
async function through(name: string, node: NodeProcess, hurt: () => Promise<void>) {
  const { candidate, proctor } = stage;
  const before = await captures(candidate);
  await Promise.all([followLine(candidate), followLine(proctor)]);
  const meters = await Promise.all(['tile-webcam', 'tile-screen'].map((id) => GapMeter.start(proctor, id)));
  const chatter = Chatter.begin(name);
  await until(async () => (chatter.texts.length >= 2 ? undefined : 'nothing said yet'), 20_000);
  const hurtAt = Date.now();
  await hurt();
  const downMs = await upAgain(hurtAt, node);
  await stage.tilesMove();
  const slowestNoteMs = await chatter.end();
  const [webcam, screen] = await Promise.all(meters.map((meter) => meter.stop()));
  const counts = await chatter.counts();
  const lost = counts.filter((count) => count === 0).length;
  const twice = counts.filter((count) => count > 1).length;
  const gaps = { webcamMs: Math.round(webcam?.longestMs ?? 0), screenMs: Math.round(screen?.longestMs ?? 0) };
  console.log(`${name}: ${JSON.stringify({ ...gaps, downMs, slowestNoteMs, notes: counts.length, lost, twice })}`);
  expect({ lost, twice, newPrompts: (await captures(candidate)) - before }).toEqual({
    lost: 0,
    twice: 0,
    newPrompts: 0,
  });
  return { ...gaps, downMs, slowestNoteMs };
}

/** Until both pages are on other nodes than that one, and their lines are up; how long that took. */
async function upAgain(since: number, lost: NodeProcess): Promise<number> {
  const { candidate, proctor, cluster } = stage;
  await until(async () => {
    const states = await Promise.all(
      [candidate, proctor].map((page) => page.getByTestId('live-link').first().getAttribute('data-state')),
    );
    const living = cluster.signalings.filter((node) => node !== lost && node.running);
    const sockets = await Promise.all(living.map((node) => node.metric('invigil_signaling_sockets')));
    const open = sockets.reduce((sum, count) => sum + count, 0);
    return states.every((state) => state === 'live') && open === 2
      ? undefined
      : `${states.join()} with ${open} sockets`;
  }, 40_000);
  return Date.now() - since;
}

test('the node of the candidate is killed: both go on, without a prompt, a lost note or a note twice', async () => {
  const node = await holds('candidates');
  const { webcamMs } = await through('killed under the candidate', node, () => node.end('SIGKILL'));
  expect(webcamMs).toBeLessThan(8_000);
  await node.start();
  await readyAgain(node);
}, 120_000);

test('the node of the proctor is killed', async () => {
  const node = await holds('proctors');
  const { webcamMs } = await through('killed under the proctor', node, () => node.end('SIGKILL'));
  expect(webcamMs).toBeLessThan(8_000);
  await node.start();
  await readyAgain(node);
}, 120_000);

test('a node that is asked to end sends everybody elsewhere: no picture stops, no line is seen to be down', async () => {
  for (const what of ['candidates', 'proctors'] as const) {
    const node = await holds(what);
    let ended: Promise<void> | undefined;
    const { webcamMs } = await through(`drained under the ${what}`, node, async () => {
      ended = node.end('SIGTERM');
      await until(
        async () => (stage.cluster.fronts.signaling.health(node.name) === 'ready' ? 'still ready' : undefined),
        10_000,
      );
      await until(async () => (node.running ? 'still running' : undefined), 40_000);
    });
    await ended;
    expect(webcamMs).toBeLessThan(1_500);
    for (const page of [stage.candidate, stage.proctor])
      expect(new Set(await lineStates(page))).toEqual(new Set(['live']));
    await node.start();
    await readyAgain(node);
  }
}, 180_000);

test('a node that stands still is left; when it goes on it disturbs nobody', async () => {
  const node = await holds('candidates');
  await through('stopped under the candidate', node, async () => node.signal('SIGSTOP'));
  const meter = await GapMeter.start(stage.proctor, 'tile-webcam');
  node.signal('SIGCONT');
  await readyAgain(node);
  await until(
    async () => ((await node.metric('invigil_signaling_candidates')) === 0 ? undefined : 'still there'),
    20_000,
  );
  await stage.tilesMove();
  expect((await meter.stop()).longestMs).toBeLessThan(3_000);
  expect(await stage.candidate.getByTestId('live-link').first().getAttribute('data-state')).toBe('live');
  const publishers = () =>
    Promise.all(stage.cluster.medias.map((media) => media.metric('invigil_media_server_publishers')));
  expect((await publishers()).reduce((sum, count) => sum + count, 0)).toBe(1);
}, 120_000);
