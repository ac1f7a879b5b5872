import type { Browser, Page } from 'playwright-core';
import { CandidateDesk } from '../exam-day/candidateDesk.ts';
import { preparePages, watchShownAsSaved } from '../exam-day/candidateProfile.ts';
import { ExamDayStage, serverText, type Writer } from '../exam-day/examDayStage.ts';
import { Typist } from '../exam-day/typist.ts';
import { openContext, openHeadlessBrowser } from '../support/browsers.ts';
import { untilState } from '../support/people.ts';
import { until } from '../support/until.ts';
import { ClusterProduct } from './clusterProduct.ts';

/** A candidate who types all the time and a proctor who watches, over a cluster of processes. */
export class WritingInCluster {
  readonly product: ClusterProduct;
  readonly writer: Writer;
  readonly desk: CandidateDesk;
  readonly typist: Typist;
  /** What the page showed as saved, in order. */
  readonly shown: string[];
  readonly proctor: Page;
  readonly #stage: ExamDayStage;
  readonly #browser: Browser;

  private constructor(parts: {
    product: ClusterProduct;
    writer: Writer;
    desk: CandidateDesk;
    typist: Typist;
    shown: string[];
    proctor: Page;
    stage: ExamDayStage;
    browser: Browser;
  }) {
    this.product = parts.product;
    this.writer = parts.writer;
    this.desk = parts.desk;
    this.typist = parts.typist;
    this.shown = parts.shown;
    this.proctor = parts.proctor;
    this.#stage = parts.stage;
    this.#browser = parts.browser;
  }

  /** Resolves when the candidate types and both shares are live. */
  static async open(): Promise<WritingInCluster> {
    const opened: ClusterProduct[] = [];
    const stage = await ExamDayStage.start(async (settings) => {
      const started = await ClusterProduct.start(settings);
      opened.push(started);
      return started;
    });
    const [product] = opened;
    if (!product) throw new Error('no cluster was started');
    const browser = await openHeadlessBrowser({ fakeCapture: true });
    const exam = await stage.exam();
    const writer = await stage.writer(exam, { name: 'Nora Nevergone' });
    const context = await openContext(browser, { origin: stage.url, camera: true });
    await preparePages(context, writer.deviceId);
    const shown = await watchShownAsSaved(context);
    const desk = await CandidateDesk.open(context, stage, writer);
    await desk.begin();
    const proctor = await stage.proctor(exam);
    const typist = new Typist(desk);
    await typist.start();
    await untilState(desk.page.getByTestId('link-screen'), 'live');
    return new WritingInCluster({ product, writer, desk, typist, shown, proctor, stage, browser });
  }

  /** All that is on the page arrives at the server, word for word. */
  async allArrives(): Promise<void> {
    const text = (await this.desk.text()).trimEnd();
    await until(async () => {
      const there = await serverText(this.writer);
      return there.trimEnd() === text ? undefined : `the server has "${there}", the page "${text}"`;
    }, 30_000);
  }

  async close(): Promise<void> {
    await this.typist.stop();
    await this.#browser.close();
    await this.#stage.close();
  }
}
