import type { NodeId, PresenceId, WorkerId } from '@invigil/contract/ids';
import { type MediaEvent, mediaEvent, mediaEventsOf } from '@invigil/contract/mediaControl';
import type { Closable, Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Candidate } from './candidate.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { Migrations } from './migrations.ts';
import type { Place } from './place.ts';
import type { Presences } from './presences.ts';
import type { Proctor } from './proctor.ts';
import type { Replacements } from './replacements.ts';

/** What becomes of presences when their media does something by itself. */
export class MediaEvents {
  readonly #presences: Presences;
  readonly #replacements: Replacements;
  readonly #early = new Map<PresenceId, MediaEvent[]>();
  readonly #migrations: Migrations;

  constructor({
    presences,
    replacements,
    migrations,
  }: {
    presences: Presences;
    replacements: Replacements;
    migrations: Migrations;
  }) {
    this.#presences = presences;
    this.#replacements = replacements;
    this.#migrations = migrations;
  }

  hear(cluster: Cluster): Promise<Closable> {
    return cluster.hear(mediaEventsOf(cluster.nodeId), mediaEvent, (event) => this.#hear(event));
  }

  /** A media node died, with no chance to tell. Should it live after all, what it still holds is closed then. */
  nodeGone(nodeId: NodeId, media: MediaNodes): void {
    const concerned = this.#presences.all().filter((presence) => presence.mediaNodes().has(nodeId));
    media.closeWhenBack(
      nodeId,
      concerned.map(({ presenceId }) => presenceId),
    );
    for (const presence of concerned) {
      if (presence.role === 'proctor') presence.mediaNodeGone(nodeId);
      else this.#placesEnded(presence, (place) => place.mediaNodeId === nodeId);
    }
  }

  /** All living workers of a node: whoever is on another missed its death. */
  workersAre(nodeId: NodeId, workerIds: ReadonlySet<WorkerId>): void {
    for (const presence of this.#presences.all()) {
      if (presence.role === 'proctor') presence.watching.workersAre(nodeId, workerIds);
      else this.#placesEnded(presence, (place) => place.mediaNodeId === nodeId && !workerIds.has(place.workerId));
    }
  }

  /** Events of a presence that is on its way here are kept until it is; answers what gives them to it. */
  expect(presenceId: PresenceId): () => void {
    const early: MediaEvent[] = [];
    this.#early.set(presenceId, early);
    return () => {
      if (this.#early.get(presenceId) === early) this.#early.delete(presenceId);
      for (const event of early) this.#take(event);
    };
  }

  #hear(event: MediaEvent): void {
    if (event.event !== 'workerDied') {
      const early = this.#early.get(event.presenceId);
      if (early) early.push(event);
      else this.#take(event);
      return;
    }
    const concerned = new Set([...event.publishers, ...event.receivers.map(({ presenceId }) => presenceId)]);
    for (const presenceId of concerned) this.#early.get(presenceId)?.push(event);
    this.#take(event);
  }

  #take(event: MediaEvent): void {
    switch (event.event) {
      case 'workerDied':
        this.#workerDied(event);
        break;
      case 'publisherLost':
        this.#publisherLost(event);
        break;
      case 'receiverLost':
        this.#proctor(event)?.watching.receiverEnded(event.transportId);
        break;
      case 'watchesClosed':
        this.#proctor(event)?.watching.watchesEnded(event.watchIds);
        break;
      case 'speakerLost':
        this.#proctor(event)?.voiceEnded(event.transportId);
        break;
      case 'voiceOpened': {
        const { transport, watch } = event;
        const candidate = this.#candidate(event);
        candidate?.voices.opened(event.mediaNodeId, { transport, watch });
        break;
      }
      case 'voiceChanged':
        this.#candidate(event)?.voices.changed({ watchId: event.watchId, speaks: event.speaks });
        break;
      case 'voiceClosed':
        this.#candidate(event)?.voices.closed(event.watchId);
        break;
      case 'streamLink':
        this.#candidate(event)?.linkChanged(event.stream);
        break;
      case 'demand': {
        const { event: _, presenceId, ...demand } = event;
        const candidate = this.#candidate({ presenceId });
        candidate?.moving.watchers.set(demand.streamId, demand.watchers);
        candidate?.line.note('demand', demand);
        break;
      }
    }
  }

  /** First everybody who lost media is told and placed again, then those who watched it. */
  #workerDied({ workerId, publishers, receivers }: Extract<MediaEvent, { event: 'workerDied' }>): void {
    for (const presenceId of publishers) {
      const candidate = this.#candidate({ presenceId });
      if (candidate) this.#placesEnded(candidate, (place) => place.workerId === workerId);
    }
    for (const receiver of receivers) this.#proctor(receiver)?.watching.receiverEnded(receiver.transportId);
  }

  /** The place that counts, and the one where its page was to go, as far as they are gone. */
  #placesEnded(candidate: Candidate, isGone: (place: Place) => boolean): void {
    const { next } = candidate.moving;
    if (next && isGone(next.place)) this.#migrations.nextLost(candidate);
    if (!isGone(candidate.place) || this.#migrations.placeLost(candidate)) return;
    if (this.#replacements.replace(candidate, { blameless: true })) candidate.lostPlace();
  }

  /** While its page is away a new place would stand empty: it waits for the page to come back. */
  #publisherLost(event: Extract<MediaEvent, { event: 'publisherLost' }>): void {
    const candidate = this.#candidate(event);
    if (candidate?.moving.placeOf(event.transportId)) this.#migrations.nextLost(candidate);
    if (candidate?.place.sendTransport.transportId !== event.transportId) return;
    if (this.#migrations.placeLost(candidate)) return;
    candidate.lostPlace();
    if (candidate.line.connected) this.#replacements.replace(candidate, { blameless: false });
    else candidate.placeLost = true;
  }

  #candidate({ presenceId }: Pick<Candidate, 'presenceId'>): Candidate | undefined {
    const presence = this.#presences.find(presenceId);
    return presence?.role === 'candidate' ? presence : undefined;
  }

  #proctor({ presenceId }: Pick<Proctor, 'presenceId'>): Proctor | undefined {
    const presence = this.#presences.find(presenceId);
    return presence?.role === 'proctor' ? presence : undefined;
  }
}
