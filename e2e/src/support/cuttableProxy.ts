import { connect, createServer, type Socket } from 'node:net';

/** A TCP relay on loopback whose connections a test can cut, and keep cut, as a broken network would. */
export class CuttableProxy {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets: Set<Socket>;
  readonly #line: { open: boolean };

  private constructor(
    port: number,
    server: ReturnType<typeof createServer>,
    sockets: Set<Socket>,
    line: { open: boolean },
  ) {
    this.port = port;
    this.#server = server;
    this.#sockets = sockets;
    this.#line = line;
  }

  static async create(listenPort: number, targetPort: number): Promise<CuttableProxy> {
    const sockets = new Set<Socket>();
    const line = { open: true };
    const server = createServer((near) => {
      if (!line.open) {
        near.destroy();
        return;
      }
      const far = connect(targetPort, '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on('close', () => {
          sockets.delete(from);
          to.destroy();
        });
        // A reset is what a cut looks like; the close that follows it does the work.
        from.on('error', () => from.destroy());
      }
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listenPort, '127.0.0.1', resolve));
    return new CuttableProxy(listenPort, server, sockets, line);
  }

  cut(): void {
    this.#line.open = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#line.open = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
