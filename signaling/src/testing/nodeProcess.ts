import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from '@invigil/server-kit/freePort';
import type { JoinKeys } from '@invigil/server-kit/joinToken';

/** A signaling node in a process of its own, which a test can kill and stop. */
export class NodeProcess {
  readonly url: string;
  readonly opsUrl: string;
  readonly #process: ChildProcess;
  readonly ended: Promise<unknown>;

  private constructor(process: ChildProcess, ports: { signaling: number; ops: number }) {
    this.#process = process;
    this.ended = once(process, 'exit');
    this.url = `ws://127.0.0.1:${ports.signaling}/live`;
    this.opsUrl = `http://127.0.0.1:${ports.ops}`;
  }

  static async start(options: {
    redisUrl: string;
    keys: JoinKeys;
    name: string;
    settings?: Record<string, string>;
  }): Promise<NodeProcess> {
    const ports = { signaling: await freePort(), ops: await freePort() };
    const child = spawn(process.execPath, [resolve(import.meta.dirname, '../main.ts')], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        NODE_ID: options.name,
        REDIS_URL: options.redisUrl,
        SIGNALING_HOST: '127.0.0.1',
        SIGNALING_PORT: String(ports.signaling),
        OPS_PORT: String(ports.ops),
        ALLOWED_ORIGINS: 'http://localhost',
        JOIN_TOKEN_PUBLIC_JWK: JSON.stringify(options.keys.publicJwk),
        LOG_LEVEL: 'fatal',
        ...options.settings,
      },
    });
    const node = new NodeProcess(child, ports);
    let ready = false;
    while (!ready) {
      if (child.exitCode !== null) throw new Error('the signaling node ended while starting');
      ready = (await node.readiness()) === 200;
    }
    return node;
  }

  /** What its ops port says; 0 while nobody answers. */
  async readiness(): Promise<number> {
    try {
      return (await fetch(`${this.opsUrl}/readyz`, { signal: AbortSignal.timeout(2_000) })).status;
    } catch {
      await new Promise((wake) => setTimeout(wake, 50));
      return 0;
    }
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#process.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    this.#process.kill('SIGKILL');
    await this.ended;
  }
}
