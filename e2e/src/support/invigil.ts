import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ImpairedLine } from '@invigil/loadtest/impairment/impairedLine';
import { TcpProxy } from '@invigil/loadtest/impairment/tcpProxy';
import { workerOfUdpPort } from './mediaWorkers.ts';
import { freePorts } from './ports.ts';
import { Child } from './processes.ts';
import type { Product } from './product.ts';
import { until } from './until.ts';

const root = resolve(import.meta.dirname, '../../..');

/** The whole product as `npm start` runs it, in a process of its own, on free ports and an empty data folder. */
export class Invigil implements Product {
  readonly url: string;
  /** Stands between the browsers and signaling, so that a test can cut their sockets. */
  readonly signalingLine: ImpairedLine;
  /** Where browsers find signaling: the port before that line. */
  readonly signalingPort: number;
  readonly #opsUrl: string;
  readonly #dataDir: string;
  readonly #start: () => Child;
  #process: Child;

  private constructor(parts: {
    url: string;
    opsUrl: string;
    start: () => Child;
    signalingLine: ImpairedLine;
    signalingPort: number;
    dataDir: string;
  }) {
    this.url = parts.url;
    this.#start = parts.start;
    this.#process = parts.start();
    this.signalingLine = parts.signalingLine;
    this.signalingPort = parts.signalingPort;
    this.#opsUrl = parts.opsUrl;
    this.#dataDir = parts.dataDir;
  }

  /** @param settings environment variables beside those that every start here has, such as SMTP_URL. */
  static async start(settings: Record<string, string> = {}): Promise<Invigil> {
    const [web = 0, signaling = 0, line = 0, ops = 0] = await freePorts(4);
    const dataDir = await mkdtemp(join(tmpdir(), 'invigil-e2e-'));
    // Run by root, the database has another account, which must be able to enter the folder.
    await chmod(dataDir, 0o755);
    const url = `http://127.0.0.1:${web}`;
    const env = {
      ...process.env,
      PORT: String(web),
      SIGNALING_PORT: String(signaling),
      SIGNALING_URL: `ws://127.0.0.1:${line}/live`,
      MEDIA_PORT: '0',
      OPS_PORT: String(ops),
      INVIGIL_DATA_DIR: dataDir,
      ...settings,
    };
    const start = () => new Child(process.execPath, ['infra/all-in-one/main.ts'], { cwd: root, env });
    const signalingLine = new ImpairedLine();
    await TcpProxy.create(signalingLine, { port: line, targetPort: signaling });
    const opsUrl = `http://127.0.0.1:${ops}`;
    const invigil = new Invigil({ url, opsUrl, start, signalingLine, signalingPort: line, dataDir });
    await invigil.#started().catch(async (fault: unknown) => {
      await invigil.stop();
      throw fault;
    });
    return invigil;
  }

  get process(): Child {
    return this.#process;
  }

  /** Ends everything at once, without a word to anybody. */
  async crash(): Promise<void> {
    await this.#process.end('SIGKILL');
  }

  /** Starts again after a crash, at the same addresses and with the same data folder. */
  async startAgain(): Promise<void> {
    this.#process = this.#start();
    await this.#started();
  }

  async #started(): Promise<void> {
    const child = this.#process;
    const address = this.url.slice('http://'.length);
    await until(() => {
      if (child.ended) throw new Error(`Invigil ended while starting:\n${child.output}`);
      return child.output.includes(address) ? undefined : `not started yet:\n${child.output}`;
    }, 60_000);
  }

  workerOf(udpPort: number): number {
    return workerOfUdpPort(this.#process.pid, udpPort);
  }

  /** What one of its metrics without labels says now. */
  async metric(name: string): Promise<number> {
    const text = await (await fetch(`${this.#opsUrl}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
  }

  async stop(): Promise<void> {
    await this.signalingLine.close();
    await this.#process.end('SIGINT');
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}
