import { AppError } from '@invigil/contract/errors';
import type { NodeId, StreamId, TransportId, WatchId } from '@invigil/contract/ids';
import type { LadderStep } from '@invigil/contract/ladder';
import { limits } from '@invigil/contract/limits';
import type { LiveStream } from '@invigil/contract/live';
import type { RtpCapabilities } from '@invigil/contract/rtp';
import type { StreamToPublish } from '@invigil/contract/signals';
import type { Source } from '@invigil/contract/sources';
import type { Closable } from '@invigil/server-kit/cluster/cluster';
import type { CandidateAdmission, CandidateOptions } from './candidateOptions.ts';
import { Coalescer } from './coalescer.ts';
import { EarlyLinks } from './earlyLinks.ts';
import type { HandedCandidate } from './handOver/handed.ts';
import { HeardVoices } from './heardVoices.ts';
import type { LiveSitting, SittingFacts } from './liveSitting.ts';
import type { MediaFacts } from './mediaFacts.ts';
import { arrivingOf, missingOf } from './missingSources.ts';
import { type Arrival, Moving } from './moving.ts';
import type { Place, Published } from './place.ts';
import { Presence, type PresenceEnd } from './presence.ts';
import { StreamLosses } from './streamLosses.ts';

/** A candidate's presence: one sitting, its place, and the streams it publishes there. */
export class Candidate extends Presence {
  readonly role = 'candidate';
  readonly admission: CandidateAdmission;
  readonly routerRtpCapabilities: RtpCapabilities;
  readonly sitting: LiveSitting;
  /** The proctors whom its page was told to hear. */
  readonly voices: HeardVoices;
  /** The places beside the one that counts. */
  readonly moving = new Moving();
  readonly #streams = new Map<StreamId, Published>();
  readonly #earlyLinks = new EarlyLinks();
  readonly #linkNotes: Coalescer<StreamId, LiveStream>;
  /** Sources whose wrong choice of a surface keeps them from being published. */
  readonly #blocked = new Set<Source>();
  /** Sources that the page has published and not stopped: they should arrive, wherever they are placed. */
  readonly #owed = new Set<Source>();
  readonly #facts: MediaFacts;
  readonly #losses: StreamLosses;
  readonly #heard: Closable[] = [];
  #ladder: LadderStep;
  #place: Place;
  /** Its page knows its place; before its first socket the welcome tells it. */
  #welcomed: boolean;
  /** Its page is about to connect, and counts as here. */
  #comes = true;
  /** The place is lost, and the page, being away, could not use another yet. */
  placeLost: boolean;

  constructor(options: CandidateOptions) {
    const { from } = options;
    super({ ...options, endsAt: from?.endsAt ?? options.admission.endsAt });
    this.admission = options.admission;
    this.voices = new HeardVoices(options.line, from?.voices);
    this.#welcomed = from !== undefined;
    this.#ladder = from?.ladder ?? 'full';
    this.placeLost = from?.placeLost ?? false;
    for (const { streamId, ...stream } of from?.streams ?? []) this.#streams.set(streamId, stream);
    for (const source of from?.blocked ?? []) this.#blocked.add(source);
    for (const source of from?.owed ?? []) this.#owed.add(source);
    this.routerRtpCapabilities = options.routerRtpCapabilities;
    this.#place = options.place;
    this.sitting = options.sittingOf(() => this.#sittingFacts());
    this.#facts = options.facts;
    this.#losses = new StreamLosses({
      afterMs: options.facts.times.lossMs,
      tell: (source) => options.facts.streamLost(source),
      over: (told) => options.facts.lossOver(told),
      from: from?.losses,
    });
    this.#linkNotes = new Coalescer({
      everyMs: limits.coalesceMs,
      deliver: (stream) => this.line.note('streamLink', stream),
    });
  }

  get place(): Place {
    return this.#place;
  }

  mediaNodes(): Set<NodeId> {
    return new Set([this.#place.mediaNodeId, ...this.moving.nodes()]);
  }

  connectionChanged(): void {
    this.#comes = false;
    this.#welcomed = true;
    if (this.line.connected) this.#facts.pageHere();
    else this.#facts.pageAway();
    this.#changed();
  }

  override finish(end: PresenceEnd): boolean {
    this.#linkNotes.close();
    if (end !== 'handedOver') this.#losses.close();
    return super.finish(end);
  }

  /** What of the cluster it hears until it is over. */
  hears(heard: Closable): void {
    this.#heard.push(heard);
  }

  async stopHearing(): Promise<void> {
    await Promise.all(this.#heard.map((heard) => heard.close()));
  }

  get comes(): boolean {
    return this.line.connected || this.#comes;
  }

  moves(): void {
    this.#comes = true;
  }

  /** All that another node needs to go on, for a page that has the notes up to `after`. */
  hand(after: number | null): HandedCandidate {
    this.#linkNotes.flush();
    const { role, presenceId, endsAt, admission, routerRtpCapabilities, placeLost } = this;
    return {
      role,
      presenceId,
      endsAt,
      admission,
      routerRtpCapabilities,
      line: this.line.hand(after),
      place: this.#place,
      placeLost,
      streams: [...this.#streams].map(([streamId, stream]) => ({ streamId, ...stream })),
      blocked: [...this.#blocked],
      owed: [...this.#owed],
      ladder: this.#ladder,
      awaySince: this.#facts.awaySince ?? null,
      losses: this.#losses.hand(),
      voices: this.voices.hand(),
      version: this.sitting.version,
    };
  }

  /** A newer page takes the sitting. */
  takenOver(): void {
    this.#facts.takenOver();
  }

  /** The place of a send transport. @throws {AppError} transportNotFound for any but those where it may publish. */
  placeOf(transportId: TransportId): Place {
    const isCurrent = transportId === this.#place.sendTransport.transportId;
    const place = isCurrent ? this.#place : this.moving.placeOf(transportId);
    if (!place) throw new AppError({ code: 'transportNotFound' });
    return place;
  }

  /** Where it receives a voice. @throws {AppError} transportNotFound for any other transport. */
  receiver(transportId: TransportId): { mediaNodeId: NodeId } {
    return this.voices.receiver(transportId);
  }

  /** Its watches by the media node that holds them. @throws {AppError} watchNotFound for any but those of voices. */
  watches(watchIds: readonly WatchId[]): Map<NodeId, WatchId[]> {
    return this.voices.watches(watchIds);
  }

  /** @throws {AppError} sourceAlreadyPublished when a source would have two tracks at one place; the same track is a repeat. */
  checkSources(wanted: readonly StreamToPublish[], transportId: TransportId): void {
    const tracks = new Map([...this.#streamsAt(transportId).values()].map(({ source, trackId }) => [source, trackId]));
    for (const { source, trackId } of wanted) {
      if ((tracks.get(source) ?? trackId) !== trackId) throw new AppError({ code: 'sourceAlreadyPublished' });
      tracks.set(source, trackId);
    }
  }

  /** The media node of one of its streams. @throws {AppError} streamNotFound for any other. */
  nodeOfStream(streamId: StreamId): NodeId {
    if (this.#streams.has(streamId)) return this.#place.mediaNodeId;
    const { next } = this.moving;
    if (!next?.streams.has(streamId)) throw new AppError({ code: 'streamNotFound' });
    return next.place.mediaNodeId;
  }

  published(
    streams: readonly { streamId: StreamId; source: Source; trackId: string }[],
    transportId: TransportId,
  ): void {
    if (this.moving.placeOf(transportId)) {
      this.moving.published(streams, (streamId) => this.#earlyLinks.take(streamId));
      return;
    }
    for (const { streamId, source, trackId } of streams) {
      if (this.#streams.has(streamId)) continue;
      this.#streams.set(streamId, { source, trackId, link: this.#earlyLinks.take(streamId) });
      this.#blocked.delete(source);
      this.#owed.add(source);
    }
    this.#changed();
  }

  /** Whether its page publishes anything at the place that counts. */
  get publishes(): boolean {
    return this.#streams.size > 0;
  }

  /** Its page is told to publish at another place too. Resolves when the media arrives there, or when that place is gone. */
  migrateTo(place: Place): Promise<Arrival> {
    const arrived = this.moving.begin(place, arrivingOf(this.#streams.values()));
    this.line.note('migrate', { sendTransport: place.sendTransport });
    return arrived;
  }

  /** The next place counts from now on, and the room hears of its streams. Answers the former. */
  arrive(): { place: Place; streamIds: StreamId[] } {
    const former = { place: this.#place, streamIds: [...this.#streams.keys()] };
    this.#place = this.moving.next?.place ?? this.#place;
    this.#streams.clear();
    for (const [streamId, published] of this.moving.arrive(former.place)) this.#streams.set(streamId, published);
    this.#changed();
    return former;
  }

  unpublished(streamIds: readonly StreamId[]): void {
    for (const streamId of streamIds) {
      this.moving.unpublished(streamId);
      const stopped = this.#streams.get(streamId);
      this.#streams.delete(streamId);
      if (!stopped) continue;
      this.#owed.delete(stopped.source);
      this.moving.stopped(stopped.source);
    }
    this.#changed();
  }

  linkChanged(stream: LiveStream): void {
    const published = this.#streams.get(stream.streamId);
    if (published) {
      published.link = stream.link;
      this.#lookForLosses();
      this.sitting.changedSlightly();
    } else if (!this.moving.linkChanged(stream)) {
      this.#earlyLinks.keep(stream);
    }
    this.#linkNotes.push(stream.streamId, stream);
  }

  #streamsAt(transportId: TransportId): ReadonlyMap<StreamId, Published> {
    return this.moving.placeOf(transportId) ? (this.moving.next?.streams ?? new Map()) : this.#streams;
  }

  ladderChanged(step: LadderStep): void {
    this.#ladder = step;
    this.#changed();
  }

  /** A source cannot be both published and blocked: what is published stays so. */
  blockedChanged(source: Source, blocked: boolean): void {
    const isPublished = [...this.#streams.values()].some((stream) => stream.source === source);
    if (blocked && !isPublished) this.#blocked.add(source);
    else this.#blocked.delete(source);
    this.sitting.changed();
  }

  /** Its place is gone with all its streams. */
  lostPlace(): void {
    this.#streams.clear();
    this.#earlyLinks.clear();
    this.voices.allClosed();
    this.#changed();
  }

  #changed(): void {
    this.#lookForLosses();
    this.sitting.changed();
  }

  #lookForLosses(): void {
    const missing = missingOf(this.#owed, this.#streams.values(), this.#ladder);
    this.#losses.update(missing, { here: this.line.connected });
  }

  /** It has a new place: the page publishes there again. */
  placed(place: Place): void {
    this.#place = place;
    this.placeLost = false;
    this.sitting.changed();
    if (this.#welcomed) this.line.note('republish', { sendTransport: place.sendTransport });
  }

  #sittingFacts(): SittingFacts {
    const { mediaNodeId, workerId } = this.#place;
    return {
      mediaNodeId,
      workerId,
      presence: this.comes ? 'here' : 'away',
      streams: [...this.#streams].map(([streamId, { source, link }]) => ({ streamId, source, link })),
      blocked: [...this.#blocked],
      ladder: this.#ladder,
    };
  }
}
