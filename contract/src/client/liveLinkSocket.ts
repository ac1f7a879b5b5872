import type { ServerFrame } from '../frames.ts';
import { limits } from '../limits.ts';
import { parseServerFrame } from './liveLinkFrames.ts';
import type { LinkTimers } from './liveLinkTimers.ts';

/**
 * The part of a WebSocket that a link uses: the browser's, Node's and that of the `ws` package all have it. `never`, because
 * each of them calls its handlers with an event type of its own.
 */
export interface SocketLike {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(text: string): void;
  close(code?: number): void;
}
export type SocketConstructor = new (url: string, protocols: string[]) => SocketLike;

interface LinkSocketOptions {
  WebSocket: SocketConstructor;
  url: string;
  protocols: string[];
  timers: LinkTimers;
  onOpen: () => void;
  onFrame: (frame: ServerFrame) => void;
  /** Called once, and nothing after it. `code` is undefined when this side gave the socket up. */
  onEnd: (code: number | undefined) => void;
  onFault: (error: unknown) => void;
}

/** One socket from opening to its end: frames parsed, and given up after `limits.silenceMs` without any. */
export class LinkSocket {
  readonly #socket: SocketLike;
  readonly #options: LinkSocketOptions;
  #lastHeard: number;
  #heard = false;
  #cancelWatchdog: () => void = () => undefined;
  #ended = false;

  constructor(options: LinkSocketOptions) {
    const { WebSocket, url, protocols, timers } = options;
    this.#options = options;
    this.#lastHeard = timers.now();
    this.#socket = new WebSocket(url, protocols);
    this.#socket.onopen = () => {
      if (!this.#ended) options.onOpen();
    };
    this.#socket.onmessage = ({ data }: { data: unknown }) => this.#hear(data);
    this.#socket.onclose = ({ code }: { code: number }) => this.#end(code);
    // An error always means a broken connection; Node's own WebSocket does not always say close after it.
    this.#socket.onerror = () => this.giveUp();
    this.#watch();
  }

  send(text: string): void {
    if (!this.#ended) this.#socket.send(text);
  }

  /** Ends the socket without waiting for the other side. */
  giveUp(closeCode?: number): void {
    if (this.#ended) return;
    this.#end(undefined);
    this.#socket.close(closeCode);
  }

  /** The network changed: a socket that should have been heard by now is not waited for any longer. */
  doubt(): void {
    const patienceMs = this.#heard ? limits.heartbeatMs + 1_000 : 1_000;
    if (this.#silentMs() > patienceMs) this.giveUp();
  }

  #silentMs(): number {
    return this.#options.timers.now() - this.#lastHeard;
  }

  #watch(): void {
    const left = limits.silenceMs - this.#silentMs();
    if (left <= 0) this.giveUp();
    else this.#cancelWatchdog = this.#options.timers.after(left, () => this.#watch());
  }

  #hear(data: unknown): void {
    if (this.#ended) return;
    this.#lastHeard = this.#options.timers.now();
    let frame: ServerFrame;
    try {
      frame = parseServerFrame(String(data));
    } catch (error) {
      this.#options.onFault(error);
      // Without its first frame a socket is good for nothing.
      if (!this.#heard) this.giveUp();
      return;
    }
    this.#heard = true;
    this.#options.onFrame(frame);
  }

  #end(code: number | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelWatchdog();
    this.#options.onEnd(code);
  }
}
