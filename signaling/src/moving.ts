import type { NodeId, StreamId, TransportId } from '@invigil/contract/ids';
import type { LinkState, LiveStream } from '@invigil/contract/live';
import type { PublishedStream } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import { arrivingOf } from './missingSources.ts';
import type { Place, Published } from './place.ts';

/** How the way to a next place ended: media arrives there, or the place is gone. */
export type Arrival = 'live' | 'lost';

interface NextPlace {
  place: Place;
  /** Sources that arrive at the place that counts, and must arrive here too. */
  needed: Set<Source>;
  streams: Map<StreamId, Published>;
  arrived: (how: Arrival) => void;
}

/**
 * The places of one candidate beside the one that counts: the next, where its page publishes too, and the former, until nobody
 * watches there any more.
 */
export class Moving {
  /** How many watch each of its streams, as its media nodes have told. */
  readonly watchers = new Map<StreamId, number>();
  #next: NextPlace | undefined;
  #former: Place | undefined;

  /** The next place, if this is its transport. */
  placeOf(transportId: TransportId): Place | undefined {
    const place = this.#next?.place;
    return place?.sendTransport.transportId === transportId ? place : undefined;
  }

  /** The media node of a transport of either place. */
  nodeOf(transportId: TransportId): NodeId | undefined {
    const places = [this.#next?.place, this.#former];
    return places.find((place) => place?.sendTransport.transportId === transportId)?.mediaNodeId;
  }

  nodes(): NodeId[] {
    return [this.#next?.place, this.#former].flatMap((place) => place?.mediaNodeId ?? []);
  }

  /** The next place and what is published there. */
  get next(): Pick<NextPlace, 'place' | 'streams'> | undefined {
    return this.#next;
  }

  /** Resolves when the page has moved so far that the next place can count, or when that place is gone. */
  begin(place: Place, needed: Set<Source>): Promise<Arrival> {
    const { promise, resolve } = Promise.withResolvers<Arrival>();
    this.#next = { place, needed, streams: new Map(), arrived: resolve };
    return promise;
  }

  published(streams: readonly PublishedStream[], linkOf: (streamId: StreamId) => LinkState): void {
    for (const { streamId, source, trackId } of streams)
      this.#next?.streams.set(streamId, { source, trackId, link: linkOf(streamId) });
    this.#look();
  }

  /** False when it is no stream of the next place. */
  linkChanged({ streamId, link }: LiveStream): boolean {
    const published = this.#next?.streams.get(streamId);
    if (!published) return false;
    published.link = link;
    this.#look();
    return true;
  }

  /** A stream of the next place is over. */
  unpublished(streamId: StreamId): void {
    this.#next?.streams.delete(streamId);
  }

  /** The page has stopped a source: it need not arrive any more. */
  stopped(source: Source): void {
    this.#next?.needed.delete(source);
    this.#look();
  }

  /** The next place counts from now on. Answers what is published there. */
  arrive(former: Place): Map<StreamId, Published> {
    const streams = this.#next?.streams ?? new Map<StreamId, Published>();
    this.#next?.arrived('live');
    this.#next = undefined;
    this.#former = former;
    return streams;
  }

  /** There is no next place any more. Answers which it was. */
  giveUp(): Place | undefined {
    const place = this.#next?.place;
    this.#next?.arrived('lost');
    this.#next = undefined;
    return place;
  }

  /** The former place is closed. */
  left(): void {
    this.#former = undefined;
  }

  #look(): void {
    if (!this.#next) return;
    const { streams, needed, arrived } = this.#next;
    const arriving = arrivingOf(streams.values());
    if (streams.size > 0 && [...needed].every((source) => arriving.has(source))) arrived('live');
  }
}
