/**
 * The ports of this node's workers: one for each that runs or is spare, each for UDP and TCP alike. A dead worker's port
 * goes to the end of the line, so that a port somebody else has taken meanwhile is not the first to be tried again.
 */
export class ListenPorts {
  readonly #free: number[];
  readonly #any: boolean;

  /** @param basePort the first of `count` ports in a row; 0 lets the system choose every port. */
  constructor(basePort: number, count: number) {
    this.#any = basePort === 0;
    this.#free = Array.from({ length: count }, (_, index) => basePort + index);
  }

  /** @throws {Error} when more workers are started than were counted. */
  take(): number {
    if (this.#any) return 0;
    const port = this.#free.shift();
    if (port === undefined) throw new Error('no listen port is left for another worker');
    return port;
  }

  giveBack(port: number): void {
    if (!this.#any) this.#free.push(port);
  }
}
