import type { RunningCluster } from '@invigil/infra/cluster/cluster';
import type { NodeProcess } from '@invigil/infra/cluster/nodeProcess';
import type { Browser, Page } from 'playwright-core';
import { openCandidateBrowser, openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { Display } from '../support/display.ts';
import { openMovingText } from '../support/movingText.ts';
import { demo, openWall, shareEverything, signIn } from '../support/people.ts';
import { untilMoving } from '../support/pictures.ts';
import { openCluster } from './openCluster.ts';

const screenSize = { width: 1920, height: 1080 };

/** A cluster of separate processes, a candidate who shares and a proctor who watches, each in a real Chromium. */
export class ClusterStage {
  readonly cluster: RunningCluster;
  readonly candidate: Page;
  readonly proctor: Page;
  readonly #closeCluster: () => Promise<void>;
  readonly #display: Display;
  readonly #browsers: Browser[];

  private constructor(parts: {
    cluster: RunningCluster;
    candidate: Page;
    proctor: Page;
    closeCluster: () => Promise<void>;
    display: Display;
    browsers: Browser[];
  }) {
    this.cluster = parts.cluster;
    this.candidate = parts.candidate;
    this.proctor = parts.proctor;
    this.#closeCluster = parts.closeCluster;
    this.#display = parts.display;
    this.#browsers = parts.browsers;
  }

  static async open(): Promise<ClusterStage> {
    const { cluster, close: closeCluster } = await openCluster();
    const display = await Display.open(screenSize.width, screenSize.height);
    const [text, sitting, watching] = await Promise.all([
      openCandidateBrowser(display, { left: screenSize.width / 2 }),
      openCandidateBrowser(display, { left: 0 }),
      openHeadlessBrowser(),
    ]);
    await openMovingText(text);
    const origin = cluster.url;
    const candidate = await (await openContext(sitting, { origin, view: null, camera: true })).newPage();
    const proctor = await (await openContext(watching, { origin })).newPage();
    const browsers = [text, sitting, watching];
    return new ClusterStage({ cluster, candidate, proctor, closeCluster, display, browsers });
  }

  /** The candidate shares webcam and screen, and both move on the proctor's wall. */
  async live(): Promise<void> {
    await Promise.all([
      signIn(this.candidate, this.cluster, demo.candidate),
      signIn(this.proctor, this.cluster, demo.proctor),
    ]);
    await Promise.all([shareEverything(this.candidate), openWall(this.proctor)]);
    await this.tilesMove();
  }

  /** Both tiles of the proctor decode new frames. */
  async tilesMove(ms = 30_000): Promise<void> {
    const { proctor } = this;
    await Promise.all([
      untilMoving(proctor.getByTestId('tile-webcam').first(), 'the webcam tile', { ms }),
      untilMoving(proctor.getByTestId('tile-screen').first(), 'the screen tile', { ms }),
    ]);
  }

  /** The one of some nodes whose metric is largest, such as the media node that carries the only sitting. */
  async busiest(nodes: readonly NodeProcess[], metric: string): Promise<NodeProcess> {
    const counts = await Promise.all(nodes.map((node) => (node.running ? node.metric(metric) : 0)));
    const node = nodes[counts.indexOf(Math.max(...counts))];
    if (!node) throw new Error('there is no node');
    return node;
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.map((browser) => browser.close()));
    await this.#closeCluster();
    await this.#display.close();
  }
}
