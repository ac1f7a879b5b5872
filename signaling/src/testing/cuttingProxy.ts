import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Line {
  bytesLeft: number;
  open: boolean;
  targetPort: number;
}

/** A TCP relay on loopback that a test cuts, at once or in the middle of what passes. */
export class CuttingProxy {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #line: Line;

  private constructor(server: Server, sockets: Set<Socket>, line: Line) {
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
    this.#sockets = sockets;
    this.#line = line;
  }

  static async create(targetPort: number): Promise<CuttingProxy> {
    const sockets = new Set<Socket>();
    const line: Line = { bytesLeft: Number.POSITIVE_INFINITY, open: true, targetPort };
    const cut = () => {
      line.bytesLeft = Number.POSITIVE_INFINITY;
      for (const socket of sockets) socket.destroy();
    };
    const server = createServer((near) => {
      if (!line.open) {
        near.destroy();
        return;
      }
      const far = connect(line.targetPort, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on('data', (chunk: Buffer) => {
          const passing = chunk.subarray(0, line.bytesLeft);
          line.bytesLeft -= passing.length;
          to.write(passing);
          if (line.bytesLeft === 0) cut();
        });
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        // A reset is what a cut looks like; the close that follows it does the work.
        from.on('error', () => from.destroy());
      }
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttingProxy(server, sockets, line);
  }

  /** Cuts everything once so many more bytes have passed, in either direction; what comes then passes again. */
  cutAfter(bytes: number): void {
    this.#line.bytesLeft = bytes;
  }

  /** Cuts everything now. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Where new connections lead. */
  set targetPort(port: number) {
    this.#line.targetPort = port;
  }

  /** Whether new connections are let through. */
  set open(open: boolean) {
    this.#line.open = open;
    if (!open) this.cut();
  }

  async close(): Promise<void> {
    this.open = false;
    this.#server.close();
    await once(this.#server, 'close');
  }
}
