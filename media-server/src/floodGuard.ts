import type { Log } from '@invigil/server-kit/log';
import type { MediaTransport } from './mediaTransport.ts';

/**
 * Bits a second that nobody sends who keeps to our pages: five times what a candidate is asked to stay within, over a whole
 * second.
 */
export const floodBitrate = 20_000_000;
/** Of so many turns each looks at a part, so that a thousand quiet publishers cost next to nothing. */
const turnsForAll = 4;

interface FloodGuardDeps {
  transports: () => Iterable<MediaTransport>;
  /** Somebody was cut off. */
  onCut: () => void;
  log: Log;
}

/** Cuts off publishers that send far more than a candidate may, whom bandwidth estimation cannot stop. */
export class FloodGuard {
  readonly #deps: FloodGuardDeps;
  #suspects = new Set<MediaTransport>();
  #turn = 0;

  constructor(deps: FloodGuardDeps) {
    this.#deps = deps;
  }

  /** To be called every two seconds; who is seen twice in a row to send too much is given up. */
  async look(): Promise<void> {
    this.#turn = (this.#turn + 1) % turnsForAll;
    const all = [...this.#deps.transports()];
    const looked = all.filter(
      (transport, index) => this.#suspects.has(transport) || index % turnsForAll === this.#turn,
    );
    const flooding = await Promise.all(looked.map((transport) => this.#floods(transport)));
    const before = this.#suspects;
    this.#suspects = new Set(looked.filter((_, index) => flooding[index]));
    for (const transport of this.#suspects) {
      if (!before.has(transport)) continue;
      this.#suspects.delete(transport);
      this.#deps.onCut();
      transport.giveUp('it sends too much');
    }
  }

  async #floods(transport: MediaTransport): Promise<boolean> {
    try {
      return (await transport.receivedBitrate()) > floodBitrate;
    } catch (err) {
      if (!transport.closed) this.#deps.log.warn({ err, transportId: transport.id }, 'could not read a bitrate');
      return false;
    }
  }
}
