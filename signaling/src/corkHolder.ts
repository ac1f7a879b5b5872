import {
  App,
  type HttpResponse,
  type TemplatedApp,
  type us_listen_socket,
  us_listen_socket_close,
  us_socket_local_port,
} from 'uWebSockets.js';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/**
 * Holds the cork of the event loop while an upgrade that had to wait is carried out.
 *
 * uWebSockets.js wants such an upgrade inside `response.cork`. The end of that cork then looks whether the response is
 * complete and may be closed, at an address that after the upgrade lies in memory given back already: depending on what
 * was written there meanwhile, it closes the new socket. There is one cork for the whole loop, and a cork asked for while
 * another holds it looks at nothing. So a response of our own, which is never answered, holds it meanwhile.
 */
export class CorkHolder {
  readonly #app: TemplatedApp;
  readonly #response: HttpResponse;
  readonly #client: Socket;

  private constructor(app: TemplatedApp, response: HttpResponse, client: Socket) {
    this.#app = app;
    this.#response = response;
    this.#client = client;
  }

  /** Connects this process to itself, once; nothing listens any more afterwards. */
  static async open(): Promise<CorkHolder> {
    const app = App();
    const held = new Promise<HttpResponse>((resolve) => {
      app.get('/', (response) => {
        response.onAborted(() => undefined);
        resolve(response);
      });
    });
    const listening = await new Promise<us_listen_socket>((resolve, reject) => {
      app.listen('127.0.0.1', 0, (socket) =>
        socket ? resolve(socket) : reject(new Error('cannot listen on loopback')),
      );
    });
    const client = connect(us_socket_local_port(listening), '127.0.0.1');
    await once(client, 'connect');
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const response = await held;
    us_listen_socket_close(listening);
    return new CorkHolder(app, response, client);
  }

  during(run: () => void): void {
    this.#response.cork(run);
  }

  /** Idempotent. */
  close(): void {
    this.#client.destroy();
    this.#app.close();
  }
}
