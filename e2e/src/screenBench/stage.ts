import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { MediaWorker } from '@invigil/media-server/mediaWorker';
import type { types } from 'mediasoup';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { openCandidateBrowser, openHeadlessBrowser } from '../support/browsers.ts';
import { Display } from '../support/display.ts';
import { contentPage, screenSize } from './content.ts';

const emptyPage =
  '<!doctype html><title>bench</title><video autoplay muted playsinline></video><script src="/pages.js"></script>';

/** A screen with an exam on it, a page that captures it, the product's media worker, and a page that watches. */
export class Stage {
  readonly worker: MediaWorker;
  readonly exam: Page;
  readonly sender: Page;
  readonly watcher: Page;
  readonly #display: Display;
  readonly #browsers: Browser[];
  readonly #server: Server;

  private constructor(parts: {
    worker: MediaWorker;
    pages: { exam: Page; sender: Page; watcher: Page };
    display: Display;
    browsers: Browser[];
    server: Server;
  }) {
    this.worker = parts.worker;
    this.exam = parts.pages.exam;
    this.sender = parts.pages.sender;
    this.watcher = parts.pages.watcher;
    this.#display = parts.display;
    this.#browsers = parts.browsers;
    this.#server = parts.server;
  }

  /** @throws {Error} when something of it does not start. */
  static async open(): Promise<Stage> {
    const script = await bundle();
    const server = createServer((request, reply) => {
      const [type, body] = request.url === '/pages.js' ? ['text/javascript', script] : ['text/html', emptyPage];
      reply.setHeader('content-type', `${type}; charset=utf-8`).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const worker = await MediaWorker.create({
      nodeId: 'bench',
      port: 0,
      listen: { listenAddress: '127.0.0.1' },
      onDied: (_, cause) => {
        throw cause;
      },
    });
    const display = await Display.open(screenSize.width, screenSize.height);
    // The sender's window lies beside the screen, so that nothing but the exam is seen.
    const aside = ['--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];
    const browsers = [
      await openCandidateBrowser(display, { left: screenSize.width + 200, args: aside }),
      await openCandidateBrowser(display, { left: 0, args: aside }),
      await openHeadlessBrowser(),
    ];
    const [sending, showing, watching] = browsers;
    if (!sending || !showing || !watching) throw new Error('no browsers');
    const transports = new Map<string, types.WebRtcTransport>();
    const page = async (browser: Browser) => {
      const opened = await (await browser.newContext({ viewport: null })).newPage();
      await opened.exposeFunction('sfu', (name: string, data: SfuData) =>
        answer(transports.get(data.transportId), name, data),
      );
      await opened.goto(`http://127.0.0.1:${address.port}/`);
      return opened;
    };
    const [sender, exam, watcher] = [await page(sending), await page(showing), await page(watching)];
    await exam.setContent(contentPage);
    await fillScreen(exam);
    const stage = new Stage({ worker, pages: { exam, sender, watcher }, display, browsers, server });
    stage.#transports = transports;
    return stage;
  }

  #transports = new Map<string, types.WebRtcTransport>();

  async openTransport(direction: 'send' | 'receive'): Promise<types.WebRtcTransport> {
    const transport = await this.worker.router.createWebRtcTransport({
      webRtcServer: this.worker.server,
      ...(direction === 'receive' && { initialAvailableOutgoingBitrate: 10_000_000 }),
    });
    this.#transports.set(transport.id, transport);
    transport.observer.once('close', () => this.#transports.delete(transport.id));
    return transport;
  }

  async close(): Promise<void> {
    for (const browser of this.#browsers) await browser.close();
    await this.worker.close();
    await this.#display.close();
    this.#server.close();
  }
}

/** Without a window manager nothing makes a window full-screen, so its frame is moved out of sight above the screen. */
async function fillScreen(page: Page): Promise<void> {
  const frame = await page.evaluate(() => outerHeight - innerHeight);
  const devtools = await page.context().newCDPSession(page);
  const { windowId } = await devtools.send('Browser.getWindowForTarget');
  const bounds = { left: 0, top: -frame, width: screenSize.width, height: screenSize.height + frame };
  await devtools.send('Browser.setWindowBounds', { windowId, bounds });
  await page.waitForFunction(({ width, height }) => innerWidth === width && innerHeight === height, screenSize);
}

interface SfuData {
  transportId: string;
  dtlsParameters: types.DtlsParameters;
  kind: types.MediaKind;
  rtpParameters: types.RtpParameters;
}

/** What the pages ask of the media server. */
async function answer(transport: types.WebRtcTransport | undefined, name: string, data: SfuData): Promise<string> {
  if (transport === undefined) throw new Error('no such transport');
  if (name === 'connect') {
    await transport.connect({ dtlsParameters: data.dtlsParameters });
    return '';
  }
  return (await transport.produce({ kind: data.kind, rtpParameters: data.rtpParameters })).id;
}

/** The pages' half as one script. */
async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'pages.ts'), formats: ['iife'], name: 'benchPages' },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const chunk = output && 'output' in output ? output.output[0] : undefined;
  if (chunk === undefined) throw new Error('the pages were not built');
  return chunk.code;
}
