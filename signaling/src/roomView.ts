import type { HeldSitting } from '@invigil/contract/heldSitting';
import type { NodeId, SittingId, StreamId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { SittingLive } from '@invigil/contract/live';

/** A sitting that is gone is remembered this long, so that an older message which comes late does not revive it. */
const goneKeptMs = 60_000;

/** Hears what changes in a room. */
export interface RoomListener {
  live(live: SittingLive): void;
  incident(incident: Incident): void;
}

/** One room as this node knows it: its live sittings, where each stream is, and who here wants to hear of changes. */
export class RoomView {
  readonly #sittings = new Map<SittingId, HeldSitting>();
  readonly #byStream = new Map<StreamId, HeldSitting>();
  readonly #gone = new Map<SittingId, { version: number; at: number; assumed: boolean }>();
  readonly #listeners = new Set<RoomListener>();

  listen(listener: RoomListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Tells of something that happened; it is not kept, for the api has it. */
  happened(incident: Incident): void {
    for (const listener of this.#listeners) listener.incident(incident);
  }

  live(): SittingLive[] {
    return [...this.#sittings.values()].map(({ live }) => live);
  }

  holderOf(streamId: StreamId): HeldSitting | undefined {
    return this.#byStream.get(streamId);
  }

  /** Takes a state unless a newer one is known. */
  apply(held: HeldSitting, now: number): void {
    this.#apply(held, { now, assumed: false });
  }

  #apply(held: HeldSitting, { now, assumed }: { now: number; assumed: boolean }): void {
    const { live } = held;
    const known = this.#sittings.get(live.sittingId);
    const knownVersion = known?.live.version ?? this.#gone.get(live.sittingId)?.version ?? -1;
    if (live.version <= knownVersion) return;
    for (const { streamId } of known?.live.streams ?? []) this.#byStream.delete(streamId);
    if (live.presence === 'gone') {
      this.#sittings.delete(live.sittingId);
      this.#gone.set(live.sittingId, { version: live.version, at: now, assumed });
    } else {
      this.#gone.delete(live.sittingId);
      this.#sittings.set(live.sittingId, held);
      for (const { streamId } of live.streams) this.#byStream.set(streamId, held);
    }
    for (const listener of this.#listeners) listener.live(live);
  }

  /** Whether some sitting here is held by a node outside `alive`. */
  hasOrphans(alive: ReadonlySet<NodeId>): boolean {
    return [...this.#sittings.values()].some(({ signalingNodeId }) => !alive.has(signalingNodeId));
  }

  /** Compares with what the cluster holds now: what is known here from before `since` and not held any more is gone. */
  reconcile(held: readonly HeldSitting[], { since, now }: { since: ReadonlySet<HeldSitting>; now: number }): void {
    const still = new Set(held.map(({ live }) => live.sittingId));
    for (const known of since) {
      const { live } = known;
      if (still.has(live.sittingId) || this.#sittings.get(live.sittingId) !== known) continue;
      const gone: SittingLive = { ...live, version: live.version + 1, presence: 'gone', streams: [], blocked: [] };
      this.#apply({ ...known, live: gone }, { now, assumed: true });
    }
    for (const sitting of held) this.apply(this.#revived(sitting), now);
    for (const [sittingId, { at }] of this.#gone) if (now - at > goneKeptMs) this.#gone.delete(sittingId);
  }

  /** A sitting that was wrongly taken for gone, and did not change since, needs a version above that. */
  #revived(held: HeldSitting): HeldSitting {
    const gone = this.#gone.get(held.live.sittingId);
    if (!gone?.assumed || held.live.version !== gone.version - 1) return held;
    return { ...held, live: { ...held.live, version: gone.version + 1 } };
  }

  snapshot(): ReadonlySet<HeldSitting> {
    return new Set(this.#sittings.values());
  }
}
