import type { StreamId } from '@invigil/contract/ids';
import { limits } from '@invigil/contract/limits';
import type { LinkState, LiveStream } from '@invigil/contract/live';

const kept = 2 * limits.streamsPerSitting;

/** Links of streams whose publishing has not been answered yet. */
export class EarlyLinks {
  readonly #links = new Map<StreamId, LinkState>();

  keep({ streamId, link }: LiveStream): void {
    const [oldest] = this.#links.keys();
    if (oldest !== undefined && this.#links.size >= kept) this.#links.delete(oldest);
    this.#links.set(streamId, link);
  }

  /** The link of a stream that was just published. */
  take(streamId: StreamId): LinkState {
    const link = this.#links.get(streamId) ?? 'reconnecting';
    this.#links.delete(streamId);
    return link;
  }

  clear(): void {
    this.#links.clear();
  }
}
