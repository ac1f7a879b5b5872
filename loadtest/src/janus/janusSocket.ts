import { z } from 'zod';
import { PlainSocket } from '../bot/plainSocket.ts';

/** As much of a Janus message as a bot reads. */
const janusMessage = z.looseObject({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.looseObject({ id: z.int().optional() }).optional(),
  jsep: z.looseObject({ type: z.string(), sdp: z.string() }).optional(),
  mid: z.string().optional(),
  receiving: z.boolean().optional(),
});
export type JanusMessage = z.infer<typeof janusMessage>;

/** One WebSocket to Janus. */
export class JanusSocket {
  readonly #socket: PlainSocket;
  readonly #waiting = new Map<string, { resolve: (message: JanusMessage) => void; reject: (error: Error) => void }>();
  readonly #onEvent: (message: JanusMessage) => void;
  #lastTransaction = 0;

  private constructor(socket: PlainSocket, onEvent: (message: JanusMessage) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
    socket.onmessage = ({ data }) => this.#hear(String(data));
  }

  /** `onClose` is called once, when an open socket ends. Rejects when it does not open. */
  static async open(options: {
    url: string;
    onEvent: (message: JanusMessage) => void;
    onClose: () => void;
  }): Promise<JanusSocket> {
    const socket = new PlainSocket(options.url, ['janus-protocol']);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = ({ message }) => reject(new Error(message));
    });
    const opened = new JanusSocket(socket, options.onEvent);
    // The close that follows every error says all there is to know.
    socket.onerror = () => undefined;
    socket.onclose = () => {
      opened.#failAll();
      options.onClose();
    };
    return opened;
  }

  /** Resolves to the final answer, which for a plugin's message is the event that follows the `ack`. */
  request(message: Record<string, unknown>): Promise<JanusMessage> {
    const transaction = String(++this.#lastTransaction);
    const { promise, resolve, reject } = Promise.withResolvers<JanusMessage>();
    this.#waiting.set(transaction, { resolve, reject });
    this.#socket.send(JSON.stringify({ ...message, transaction }));
    return promise;
  }

  close(): void {
    this.#socket.close();
  }

  #hear(text: string): void {
    const message = janusMessage.parse(JSON.parse(text));
    const waiting = message.transaction === undefined ? undefined : this.#waiting.get(message.transaction);
    if (!waiting || message.transaction === undefined) {
      this.#onEvent(message);
      return;
    }
    if (message.janus === 'ack') return;
    this.#waiting.delete(message.transaction);
    if (message.janus === 'error') waiting.reject(new Error(`Janus answered ${text.slice(0, 300)}`));
    else waiting.resolve(message);
  }

  #failAll(): void {
    for (const { reject } of this.#waiting.values()) reject(new Error('the socket to Janus closed'));
    this.#waiting.clear();
  }
}
