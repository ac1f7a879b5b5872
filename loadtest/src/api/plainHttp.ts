import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface PlainRequest {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
}
export interface PlainAnswer {
  status: number;
  body: Buffer;
}

const headEnd = Buffer.from('\r\n\r\n');

/**
 * One kept-alive HTTP connection that has one request under way at most, and does no more than it must: what a general
 * client spends on each request would be measured as if the server had spent it. Reads answers that tell their length.
 */
export class PlainHttp {
  readonly #socket: Socket;
  readonly #host: string;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: PlainAnswer): void; reject(error: Error): void } | undefined;

  static async open(url: string): Promise<PlainHttp> {
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.setNoDelay(true);
    await once(socket, 'connect');
    return new PlainHttp(socket, host);
  }

  private constructor(socket: Socket, host: string) {
    this.#socket = socket;
    this.#host = host;
    socket.on('data', (data: Buffer) => this.#read(data));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(new Error('the server closed the connection')));
  }

  /** @throws {Error} when the connection breaks. */
  send({ method, path, headers = {}, body = '' }: PlainRequest): Promise<PlainAnswer> {
    if (this.#waiting) throw new Error('a request is under way');
    const lines = [`${method} ${path} HTTP/1.1`, `host: ${this.#host}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (method !== 'GET') lines.push(`content-length: ${Buffer.byteLength(body)}`);
    const { promise, resolve, reject } = Promise.withResolvers<PlainAnswer>();
    this.#waiting = { resolve, reject };
    this.#socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)]));
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    const end = this.#received.indexOf(headEnd);
    if (end < 0) return;
    const head = this.#received.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) {
      this.#fail(new Error('an answer does not tell its length'));
      return;
    }
    const bodyStart = end + headEnd.length;
    if (this.#received.length < bodyStart + length) return;
    const body = this.#received.subarray(bodyStart, bodyStart + length);
    this.#received = this.#received.subarray(bodyStart + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status: Number(head.slice(9, 12)), body });
  }

  #fail(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
