import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import type { ImpairedLine, OnLine } from './impairedLine.ts';
import { Passage } from './passage.ts';

const loopback = '127.0.0.1';
const socketOptions = { type: 'udp4', recvBufferSize: 1024 * 1024, sendBufferSize: 1024 * 1024 } as const;
/** Beyond this the flow that has been used least recently ends, as in a router. */
const mostFlows = 256;

/** A datagram that the system does not take is lost, like any other that is. */
const lost = () => undefined;

/** Carries the datagrams of a loopback port to another one, over a line; each client has a port of its own behind it. */
export class UdpProxy implements OnLine {
  readonly port: number;
  readonly #line: ImpairedLine;
  readonly #near: Socket;
  readonly #targetPort: number;
  /** By the client's address and port; the longest unused first. */
  readonly #flows = new Map<string, Flow>();
  #closed = false;

  private constructor(line: ImpairedLine, near: Socket, targetPort: number) {
    this.port = near.address().port;
    this.#line = line;
    this.#near = near;
    this.#targetPort = targetPort;
    near.on('message', (datagram, client) => this.#flowOf(client).send(datagram));
    line.add(this);
  }

  /**
   * @param options.port to listen on; 0 lets the system choose.
   * @throws {Error} when the port is taken.
   */
  static async create(line: ImpairedLine, options: { port?: number; targetPort: number }): Promise<UdpProxy> {
    const near = createSocket(socketOptions);
    await new Promise<void>((resolve, reject) => {
      near.once('error', reject).bind(options.port ?? 0, loopback, resolve);
    });
    return new UdpProxy(line, near, options.targetPort);
  }

  /** Datagrams ask for themselves whether the line is cut. */
  lineChanged(): void {}

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#line.remove(this);
    for (const flow of this.#flows.values()) flow.close();
    this.#flows.clear();
    await new Promise<void>((resolve) => this.#near.close(resolve));
  }

  /** A browser sends to loopback from whichever address of the machine it has bound, and listens only there. */
  #flowOf(client: RemoteInfo): Flow {
    const name = `${client.address}:${client.port}`;
    const known = this.#flows.get(name);
    this.#flows.delete(name);
    const flow = known ?? new Flow(this.#line, this.#near, client, this.#targetPort);
    this.#flows.set(name, flow);
    const [oldest] = this.#flows;
    if (this.#flows.size > mostFlows && oldest !== undefined) {
      this.#flows.delete(oldest[0]);
      oldest[1].close();
    }
    return flow;
  }
}

class Flow {
  readonly #far = createSocket(socketOptions);
  readonly #up: Passage;
  readonly #down: Passage;
  readonly #targetPort: number;

  constructor(line: ImpairedLine, near: Socket, client: RemoteInfo, targetPort: number) {
    this.#targetPort = targetPort;
    this.#up = new Passage({ line, direction: 'up', protocol: 'udp' });
    this.#down = new Passage({ line, direction: 'down', protocol: 'udp' });
    this.#far.on('message', (datagram, { port }) => {
      if (port !== targetPort) return;
      this.#down.send(datagram.length, () => near.send(datagram, client.port, client.address, lost));
    });
  }

  send(datagram: Buffer): void {
    this.#up.send(datagram.length, () => this.#far.send(datagram, this.#targetPort, loopback, lost));
  }

  close(): void {
    this.#up.close();
    this.#down.close();
    this.#far.close();
  }
}
