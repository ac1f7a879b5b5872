import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { Child } from '../support/processes.ts';
import { until } from '../support/until.ts';

/** A person's own Chromium with a profile on disk, which a test can kill and start again. */
export class LooseBrowser {
  readonly #profile: string;
  #process: Child;
  #driver: Browser | undefined;

  private constructor(profile: string) {
    this.#profile = profile;
    this.#process = start(profile);
  }

  static async open(): Promise<LooseBrowser> {
    return new LooseBrowser(await mkdtemp(join(tmpdir(), 'invigil-profile-')));
  }

  /** The profile's pages, from now on driven by the test. */
  async drive(): Promise<BrowserContext> {
    const child = this.#process;
    const address = () => /DevTools listening on (ws:\S+)/.exec(child.output)?.[1];
    await until(() => {
      if (child.ended) throw new Error(`Chromium ended while starting:\n${child.output}`);
      return address() === undefined ? 'Chromium does not listen yet' : undefined;
    }, 30_000);
    this.#driver = await chromium.connectOverCDP(address() ?? '');
    const [context] = this.#driver.contexts();
    if (context === undefined) throw new Error('the browser has no profile');
    return context;
  }

  /** Ends all of it without a word, and starts it again with the same profile. */
  async killAndStart(): Promise<void> {
    await this.#process.end('SIGKILL');
    await this.#driver?.close();
    this.#process = start(this.#profile);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#driver?.close();
    await this.#process.end('SIGTERM', 5_000);
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function start(profile: string): Child {
  return new Child('/usr/bin/chromium', [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    '--window-size=1366,768',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]);
}
