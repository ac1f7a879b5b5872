import { parseServerFrame } from '@invigil/contract/client/liveLinkFrames';
import type { ServerFrame } from '@invigil/contract/frames';
import { liveProtocol, resumeProtocolPrefix, tokenProtocolPrefix } from '@invigil/contract/joinToken';
import type { SignalData, SignalName } from '@invigil/contract/signals';
import { WebSocket } from 'ws';

type FrameOf<T extends ServerFrame['type']> = Extract<ServerFrame, { type: T }>;

/** What a refused upgrade answers. */
export interface Refusal {
  status: number;
  body: unknown;
}

/** A page without manners: a bare socket, which sends what a test wants and keeps all that it hears. */
export class Page {
  readonly socket: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #waiting = new Set<() => void>();
  #nextId = 1;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        for (const look of this.#waiting) look();
      }),
    );
    socket.on('message', (data) => {
      this.frames.push(parseServerFrame(data.toString()));
      for (const look of this.#waiting) look();
    });
    // A reset is told as a close as well.
    socket.on('error', () => undefined);
  }

  /** Rejects with a Refusal when the upgrade is refused. */
  static async open(url: string, protocols: string[], headers: Record<string, string> = {}): Promise<Page> {
    const socket = new WebSocket(url, protocols, { headers });
    const page = new Page(socket);
    await new Promise<void>((resolve, reject) => {
      socket.on('open', resolve);
      socket.on('error', reject);
      socket.on('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const refusal: Refusal = {
            status: response.statusCode ?? 0,
            body: JSON.parse(Buffer.concat(chunks).toString()),
          };
          reject(refusal);
        });
      });
    });
    return page;
  }

  static join(url: string, token: string, headers?: Record<string, string>): Promise<Page> {
    return Page.open(url, [liveProtocol, `${tokenProtocolPrefix}${token}`], headers);
  }

  static resume(url: string, resumeToken: string, after: number): Promise<Page> {
    return Page.open(`${url}?after=${after}`, [liveProtocol, `${resumeProtocolPrefix}${resumeToken}`]);
  }

  /** The first frame that fits, which may have come already. Rejects when the socket closes without it. */
  async heard<T extends ServerFrame['type']>(
    type: T,
    fits: (frame: FrameOf<T>) => boolean = () => true,
  ): Promise<FrameOf<T>> {
    const found = () =>
      this.frames.find((frame): frame is FrameOf<T> => frame.type === type && fits(frame as FrameOf<T>));
    return new Promise((resolve, reject) => {
      const look = () => {
        const frame = found();
        if (!frame && this.socket.readyState !== WebSocket.CLOSED) return;
        this.#waiting.delete(look);
        if (frame) resolve(frame);
        else reject(new Error(`the socket closed without the ${type} that was waited for`));
      };
      this.#waiting.add(look);
      look();
    });
  }

  send(frame: unknown): void {
    this.socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  /** Sends a request and resolves to its reply. */
  async ask(name: string, data: unknown, id = this.#nextId): Promise<FrameOf<'reply'>> {
    this.#nextId = Math.max(this.#nextId, id + 1);
    this.send({ id, name, data });
    return this.heard('reply', (reply) => reply.id === id);
  }

  /** Sends a request that must succeed. */
  async get<N extends SignalName, R = Record<string, unknown>>(name: N, data: SignalData<N>): Promise<R> {
    const reply = await this.ask(name, data);
    if (!reply.ok) throw new Error(`${name} was answered with ${reply.error.code}`);
    return reply.data as R;
  }

  notes(name?: string) {
    return this.frames.filter(
      (frame): frame is FrameOf<'note'> => frame.type === 'note' && (name === undefined || frame.name === name),
    );
  }

  /** Cuts the connection as a broken network does. */
  drop(): void {
    this.socket.terminate();
  }
}
