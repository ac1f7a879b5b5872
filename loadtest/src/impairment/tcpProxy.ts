import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Direction } from './conditions.ts';
import type { ImpairedLine, OnLine } from './impairedLine.ts';
import { Passage } from './passage.ts';

const loopback = '127.0.0.1';
/** The payload of a usual TCP segment: what is delayed and lost as one. */
const segmentBytes = 1_460;
const mostConnections = 1_024;

/** Carries the connections of a loopback port to another one, over a line. */
export class TcpProxy implements OnLine {
  readonly port: number;
  readonly #line: ImpairedLine;
  readonly #server: Server;
  readonly #connections = new Set<Connection>();

  private constructor(line: ImpairedLine, server: Server, port: number, targetPort: number) {
    this.#line = line;
    this.#server = server;
    this.port = port;
    server.on('connection', (near) => {
      if (line.cutBy === 'reset') near.resetAndDestroy();
      else this.#connections.add(new Connection(line, near, targetPort, (ended) => this.#connections.delete(ended)));
    });
    line.add(this);
  }

  /**
   * @param options.port to listen on; 0 lets the system choose.
   * @throws {Error} when the port is taken.
   */
  static async create(line: ImpairedLine, options: { port?: number; targetPort: number }): Promise<TcpProxy> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    server.maxConnections = mostConnections;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(options.port ?? 0, loopback, resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return new TcpProxy(line, server, address.port, options.targetPort);
  }

  lineChanged(): void {
    for (const connection of this.#connections) connection.lineChanged();
  }

  /** Resets its connections. Idempotent. */
  async close(): Promise<void> {
    this.#line.remove(this);
    for (const connection of this.#connections) connection.end();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** One connection of a client, and the one to the server behind it. */
class Connection {
  readonly #line: ImpairedLine;
  readonly #near: Socket;
  readonly #targetPort: number;
  readonly #onEnded: (connection: Connection) => void;
  readonly #passages: Passage[] = [];
  #far: Socket | undefined;
  #callOff: () => void;
  #ended = false;

  constructor(line: ImpairedLine, near: Socket, targetPort: number, onEnded: (connection: Connection) => void) {
    this.#line = line;
    this.#near = near;
    this.#targetPort = targetPort;
    this.#onEnded = onEnded;
    this.#watch(near);
    // The system has accepted at once; on the line, opening a connection takes a round trip.
    this.#callOff = line.clock.wake(line.clock.now() + line.roundTripMs, () => this.#open());
  }

  lineChanged(): void {
    if (this.#line.cutBy === 'reset') this.end();
    else for (const passage of this.#passages) passage.deliver();
  }

  /** Resets both sides. Idempotent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#callOff();
    for (const passage of this.#passages) passage.close();
    this.#near.resetAndDestroy();
    this.#far?.resetAndDestroy();
    this.#onEnded(this);
  }

  #open(): void {
    const far = connect({ port: this.#targetPort, host: loopback, allowHalfOpen: true, noDelay: true });
    this.#far = far;
    this.#watch(far);
    this.#carry('up', this.#near, far);
    this.#carry('down', far, this.#near);
  }

  /** Both directions ended in order close both sockets; one that closes before resets the other. */
  #watch(socket: Socket): void {
    // What went wrong is told to the other side by the close that follows.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      const { readableEnded, writableFinished } = socket;
      if (!readableEnded || !writableFinished) this.end();
      else if (this.#near.closed && this.#far?.closed) this.end();
    });
  }

  #carry(direction: Direction, from: Socket, to: Socket): void {
    const flowIfRoom = () => {
      if (passage.isFull || to.writableNeedDrain) from.pause();
      else from.resume();
    };
    const passage = new Passage({ line: this.#line, direction, protocol: 'tcp', onRoom: flowIfRoom });
    this.#passages.push(passage);
    to.on('drain', flowIfRoom);
    from.on('data', (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += segmentBytes) {
        const segment = chunk.subarray(at, at + segmentBytes);
        passage.send(segment.length, () => to.write(segment));
      }
      flowIfRoom();
    });
    from.on('end', () => passage.send(0, () => to.end()));
    from.resume();
  }
}
