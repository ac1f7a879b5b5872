import { AppError } from '@invigil/contract/errors';
import type { PresenceId, SittingId, TransportId, WatchId } from '@invigil/contract/ids';
import type { Clock } from '@invigil/server-kit/clock';
import type { Log } from '@invigil/server-kit/log';
import type { MediaEvents } from './mediaEvents.ts';
import { MediaTransport, type Owner } from './mediaTransport.ts';
import type { Publisher } from './publisher.ts';
import type { Publishers } from './publishers.ts';
import { Voice } from './voice.ts';

interface VoicesDeps {
  publishers: Publishers;
  events: MediaEvents;
  clock: Clock;
  log: Log;
}

/** The voices of proctors on this node: at most one of each presence, each on the worker of the sitting it speaks to. */
export class Voices {
  readonly #deps: VoicesDeps;
  readonly #open = new Map<TransportId, Voice>();

  constructor(deps: VoicesDeps) {
    this.#deps = deps;
  }

  /** What proctors speak over. */
  get transports(): MediaTransport[] {
    return [...this.#open.values()].map(({ speaker }) => speaker);
  }

  get size(): number {
    return this.#open.size;
  }

  /**
   * Opens what a proctor speaks over, beside the media of a sitting; another voice of theirs is closed.
   * @throws {AppError} `notFound` when the sitting is not placed here, `unavailable`.
   */
  async open(owner: Owner, sittingId: SittingId): Promise<Voice> {
    const { publishers, clock, log } = this.#deps;
    this.closeSpeaker(owner.presenceId);
    const publisher = publishers.ofSitting(sittingId);
    if (!publisher) throw new AppError({ code: 'notFound' });
    const { worker, owner: candidate } = publisher.transport;
    const onLost = () => this.#lost(voice);
    const openTransport = (of: Owner, direction: 'send' | 'receive') =>
      MediaTransport.open(direction, { owner: of, worker, clock, log, onLost });
    const speaker = await openTransport(owner, 'send');
    const voice: Voice = new Voice({
      sittingId,
      speaker,
      candidate,
      openListener: () => openTransport(candidate, 'receive'),
      log,
    });
    // While it opened, the sitting may have been placed elsewhere.
    if (publisher.transport.closed) {
      voice.close();
      throw new AppError({ code: 'notFound' });
    }
    this.closeSpeaker(owner.presenceId);
    this.#open.set(speaker.id, voice);
    return voice;
  }

  /** Starts it and tells the candidate. @throws {AppError} as `Voice.start` does. */
  async start(id: TransportId, ...parameters: Parameters<Voice['start']>): Promise<void> {
    const voice = this.#get(id);
    const isFirst = await voice.start(...parameters);
    if (isFirst && voice.hearing) this.#deps.events.voiceOpened(voice.candidate, voice.hearing);
  }

  async speak(id: TransportId, speaks: boolean): Promise<void> {
    const voice = this.#get(id);
    await voice.speak(speaks);
    if (voice.hearing) this.#deps.events.voiceChanged(voice.candidate, voice.hearing, speaks);
  }

  /** The transport of a voice, of either side. */
  transport(id: TransportId): MediaTransport | undefined {
    for (const voice of this.#open.values()) {
      const transport = voice.transport(id);
      if (transport) return transport;
    }
    return undefined;
  }

  /** Lets those of these that are voices be heard; answers the others. */
  async resume(ids: readonly WatchId[]): Promise<WatchId[]> {
    const found = [...this.#open.values()].filter((voice) => ids.some((id) => voice.hears(id)));
    await Promise.all(found.map((voice) => voice.resume()));
    return ids.filter((id) => !found.some((voice) => voice.hears(id)));
  }

  /** As its proctor asked. Idempotent. */
  close(id: TransportId): void {
    const voice = this.#open.get(id);
    if (voice) this.#close(voice);
  }

  owners(): Owner[] {
    return [...this.#open.values()].map(({ speaker }) => speaker.owner);
  }

  /** Closes the voice of a presence that nobody takes care of any more, and tells so, should somebody do after all. */
  abandon(presenceId: PresenceId): void {
    for (const voice of this.#open.values()) if (voice.presenceId === presenceId) this.#lost(voice);
  }

  /** Closes the voice of a proctor's presence. */
  closeSpeaker(presenceId: PresenceId): void {
    for (const voice of this.#open.values()) if (voice.presenceId === presenceId) this.#close(voice);
  }

  /** The sitting's place is gone, and whoever spoke to it is told. */
  publisherClosed({ transport }: Publisher): void {
    for (const voice of this.#open.values())
      if (voice.candidate.presenceId === transport.owner.presenceId && voice.speaker.worker === transport.worker)
        this.#lost(voice);
  }

  /** Lets time pass for every transport. To be called now and then. */
  settle(): void {
    for (const voice of this.#open.values()) voice.settle();
  }

  /** @throws {AppError} `transportNotFound`. */
  #get(id: TransportId): Voice {
    const voice = this.#open.get(id);
    if (!voice) throw new AppError({ code: 'transportNotFound' });
    return voice;
  }

  #lost(voice: Voice): void {
    this.#close(voice);
    this.#deps.events.speakerLost(voice.speaker);
  }

  #close(voice: Voice): void {
    if (!this.#open.delete(voice.speaker.id)) return;
    voice.close();
    if (voice.hearing) this.#deps.events.voiceClosed(voice.candidate, voice.hearing);
  }
}
