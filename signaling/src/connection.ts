import type { WebSocket } from 'uWebSockets.js';

/** What uWebSockets.js answers when the backlog limit is reached: the message is dropped and the socket closed. */
const dropped = 2;

/** One open socket. After its end nothing is sent on it, which uWebSockets.js would punish with a throw. */
export class Connection {
  readonly #socket: WebSocket<unknown>;
  readonly #onTooSlow: () => void;
  #open = true;

  constructor(socket: WebSocket<unknown>, { onTooSlow }: { onTooSlow: () => void }) {
    this.#socket = socket;
    this.#onTooSlow = onTooSlow;
  }

  /** Bytes that the reader has not taken yet, beyond what the kernel holds. */
  get waitingBytes(): number {
    return this.#open ? this.#socket.getBufferedAmount() : 0;
  }

  /** False when the socket is closed, or is cut now because too much waits for a slow reader. */
  send(text: string): boolean {
    if (!this.#open) return false;
    if (this.#socket.send(text) !== dropped) return true;
    this.#open = false;
    this.#onTooSlow();
    return false;
  }

  /** Several sends in one system call. */
  together(sends: () => void): void {
    if (this.#open) this.#socket.cork(sends);
  }

  /** Closes with a code of `closeReasons`. */
  end(code: number, reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.end(code, reason);
  }

  /** Closes without a word. */
  cut(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }

  /** The socket is closed. */
  closed(): void {
    this.#open = false;
  }
}
