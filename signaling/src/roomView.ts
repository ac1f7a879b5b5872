import type { ConversationEntry } from '@invigil/contract/conversation';
import type { HeldSitting } from '@invigil/contract/heldSitting';
import type { NodeId, PresenceId, SittingId, StreamId } from '@invigil/contract/ids';
import type { Incident } from '@invigil/contract/incidents';
import type { SittingLive } from '@invigil/contract/live';
import type { ProctoredSitting } from '@invigil/contract/proctoredSitting';
import type { ProctorPresence } from '@invigil/contract/proctorPresence';
import type { Held } from '@invigil/server-kit/cluster/cluster';
import { Roll } from './roll.ts';

/** Hears what changes in a room. */
export interface RoomListener {
  live(live: SittingLive): void;
  incident(incident: Incident): void;
  proctoredSitting(sitting: ProctoredSitting): void;
  conversation(entry: ConversationEntry): void;
  proctorPresence(presence: ProctorPresence): void;
}

/** One room as this node knows it: its live sittings, where each stream is, its team, and who here wants to hear of changes. */
export class RoomView {
  readonly #sittings: Roll<SittingId, HeldSitting>;
  readonly #team: Roll<PresenceId, ProctorPresence>;
  readonly #byStream = new Map<StreamId, HeldSitting>();
  /** The node of each proctor, once it is known. */
  readonly #nodeOf = new Map<PresenceId, NodeId>();
  readonly #listeners = new Set<Partial<RoomListener>>();

  constructor() {
    this.#sittings = new Roll({
      keyOf: ({ live }) => live.sittingId,
      versionOf: ({ live }) => live.version,
      isGone: ({ live }) => live.presence === 'gone',
      endOf: (held) => ({
        ...held,
        live: { ...held.live, version: held.live.version + 1, presence: 'gone', streams: [], blocked: [] },
      }),
      withVersion: (held, version) => ({ ...held, live: { ...held.live, version } }),
      onChange: (now, before) => this.#sittingChanged(now, before),
    });
    this.#team = new Roll({
      keyOf: ({ presenceId }) => presenceId,
      versionOf: ({ version }) => version,
      isGone: ({ state }) => state === 'gone',
      endOf: (one) => ({ ...one, version: one.version + 1, state: 'gone', attends: null, speaks: false }),
      withVersion: (one, version) => ({ ...one, version }),
      onChange: (now) => this.#proctorChanged(now),
    });
  }

  listen(listener: Partial<RoomListener>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Tells of something that happened; it is not kept, for the api has it. */
  happened(incident: Incident): void {
    for (const listener of this.#listeners) listener.incident?.(incident);
  }

  /** Tells what the api knows of a sitting now, and keeps it no more than the rest that the api has. */
  proctored(sitting: ProctoredSitting): void {
    for (const listener of this.#listeners) listener.proctoredSitting?.(sitting);
  }

  /** Tells what passed between a candidate and the proctors. */
  talked(entry: ConversationEntry): void {
    for (const listener of this.#listeners) listener.conversation?.(entry);
  }

  live(): SittingLive[] {
    return this.#sittings.present().map(({ live }) => live);
  }

  team(): ProctorPresence[] {
    return this.#team.present();
  }

  holderOf(streamId: StreamId): HeldSitting | undefined {
    return this.#byStream.get(streamId);
  }

  sitting(sittingId: SittingId): HeldSitting | undefined {
    return this.#sittings.find(sittingId);
  }

  /** Takes a state unless a newer one is known. */
  apply(held: HeldSitting, now: number): void {
    this.#sittings.apply(held, now);
  }

  applyProctor(presence: ProctorPresence, now: number): void {
    this.#team.apply(presence, now);
  }

  /** Whether somebody or something here is held by a node outside `alive`. */
  hasOrphans(alive: ReadonlySet<NodeId>): boolean {
    const isOrphan = (nodeId: NodeId | undefined) => nodeId !== undefined && !alive.has(nodeId);
    return (
      this.#sittings.present().some(({ signalingNodeId }) => isOrphan(signalingNodeId)) ||
      this.#team.present().some(({ presenceId }) => isOrphan(this.#nodeOf.get(presenceId)))
    );
  }

  /** Whether some proctor came of whom it is not known yet which node holds them. */
  hasStrangers(): boolean {
    return this.#team.present().some(({ presenceId }) => !this.#nodeOf.has(presenceId));
  }

  /** Learns which node holds whom. */
  learnNodes(team: readonly Held<ProctorPresence>[]): void {
    for (const { nodeId, value } of team)
      if (this.#team.find(value.presenceId)) this.#nodeOf.set(value.presenceId, nodeId);
  }

  /** What is known now, to be given back to `reconcile`. */
  snapshot() {
    return { sittings: this.#sittings.snapshot(), team: this.#team.snapshot() };
  }

  /** Compares with what the cluster holds now: what is known here from before `since` and not held any more is gone. */
  reconcile(
    held: { sittings: readonly HeldSitting[]; team: readonly Held<ProctorPresence>[] },
    { since, now }: { since: ReturnType<RoomView['snapshot']>; now: number },
  ): void {
    this.#sittings.reconcile(held.sittings, { since: since.sittings, now });
    this.#team.reconcile(
      held.team.map(({ value }) => value),
      { since: since.team, now },
    );
    this.learnNodes(held.team);
  }

  #sittingChanged(now: HeldSitting, before: HeldSitting | undefined): void {
    for (const { streamId } of before?.live.streams ?? []) this.#byStream.delete(streamId);
    const streams = now.live.presence === 'gone' ? [] : now.live.streams;
    for (const { streamId } of streams) this.#byStream.set(streamId, now);
    for (const listener of this.#listeners) listener.live?.(now.live);
  }

  #proctorChanged(now: ProctorPresence): void {
    if (now.state === 'gone') this.#nodeOf.delete(now.presenceId);
    for (const listener of this.#listeners) listener.proctorPresence?.(now);
  }
}
