import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const host = '127.0.0.1';
const lookEveryMs = 300;
const answersWithinMs = 1_000;
/** A process that was only slow to answer once keeps its connections. */
const failuresUntilDown = 3;

/** A process behind a front. */
export interface Target {
  name: string;
  port: number;
  /** Its ops port; without one it counts as ready always. */
  opsUrl?: string;
}

/** `draining` keeps its connections and is given no new ones; `down` does not answer, and its connections are ended. */
export type Health = 'ready' | 'draining' | 'down';

interface Behind {
  target: Target;
  health: Health;
  /** How many times in a row it did not answer. */
  failures: number;
  connections: Set<Socket>;
}

/**
 * Stands on one TCP port before the processes of one kind, as the proxy of a deployment does: a new connection goes to
 * the ready one that has the fewest; whether one is ready is asked on its ops port.
 */
export class Front {
  readonly port: number;
  readonly #server: Server;
  readonly #behind: Behind[];
  readonly #stop = new AbortController();
  readonly #looking: Promise<void>;

  private constructor(server: Server, port: number, targets: readonly Target[]) {
    this.#server = server;
    this.port = port;
    this.#behind = targets.map((target) => ({ target, health: 'ready', failures: 0, connections: new Set() }));
    server.on('connection', (near) => this.#carry(near));
    this.#looking = this.#lookOnAndOn();
  }

  /** @param port 0 takes a free one. */
  static async create(port: number, targets: readonly Target[]): Promise<Front> {
    const server = createServer({ noDelay: true }).listen(port, host);
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return new Front(server, address.port, targets);
  }

  /** How many connections each one has, by name. */
  connections(): Record<string, number> {
    return Object.fromEntries(this.#behind.map(({ target, connections }) => [target.name, connections.size]));
  }

  health(name: string): Health | undefined {
    return this.#behind.find(({ target }) => target.name === name)?.health;
  }

  /** Ends every connection. Idempotent. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#looking;
    for (const one of this.#behind) cut(one);
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #carry(near: Socket): void {
    const ready = this.#behind.filter(({ health }) => health === 'ready');
    const chosen = ready.toSorted((one, other) => one.connections.size - other.connections.size)[0];
    if (!chosen) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({ port: chosen.target.port, host, noDelay: true });
    chosen.connections.add(near);
    // What went wrong on one side is told to the other by the close that follows.
    for (const socket of [near, far]) socket.on('error', () => socket.destroy());
    near.on('close', () => {
      chosen.connections.delete(near);
      far.destroySoon();
    });
    far.on('close', () => near.destroySoon());
    far.on('connect', () => {
      near.pipe(far);
      far.pipe(near);
    });
  }

  async #lookOnAndOn(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await Promise.all(this.#behind.map((one) => this.#look(one)));
      await pause(lookEveryMs, undefined, { signal }).catch(() => {});
    }
  }

  async #look(one: Behind): Promise<void> {
    if (one.target.opsUrl === undefined) return;
    const health = await healthOf(one.target.opsUrl);
    one.failures = health === 'down' ? one.failures + 1 : 0;
    if (health === 'down' && one.failures < failuresUntilDown) return;
    one.health = health;
    if (health === 'down') cut(one);
  }
}

async function healthOf(opsUrl: string): Promise<Health> {
  try {
    const response = await fetch(`${opsUrl}/readyz`, { signal: AbortSignal.timeout(answersWithinMs) });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'draining';
  } catch {
    return 'down';
  }
}

function cut({ connections }: Behind): void {
  for (const near of connections) near.resetAndDestroy();
}
