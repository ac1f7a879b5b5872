import { setTimeout as pause } from 'node:timers/promises';
import type { NodeId, StreamId } from '@invigil/contract/ids';
import type { Log } from '@invigil/server-kit/log';
import type { Candidate } from './candidate.ts';
import type { MediaNodes } from './mediaNodes.ts';
import type { SignalingMetrics } from './metrics.ts';
import type { Place } from './place.ts';
import type { Presences } from './presences.ts';

/** So many sittings are under way at once: a page that migrates encodes everything twice, and workers are asked for key frames. */
const atOnce = 8;
const lookEveryMs = 50;

/** Milliseconds. */
export interface MigrationTimes {
  /** A page that has not arrived by then has not understood, or sleeps. */
  arrivesWithinMs: number;
  /** How long the former place waits for those who still watch there. */
  unwatchedWithinMs: number;
  /** A page that did not arrive is asked again after this long, for as long as its media node waits. */
  restMs: number;
}

const ordinaryTimes: MigrationTimes = { arrivesWithinMs: 8_000, unwatchedWithinMs: 3_000, restMs: 5_000 };

interface MigrationsOptions {
  media: MediaNodes;
  presences: Presences;
  metrics: SignalingMetrics;
  log: Log;
  times?: MigrationTimes | undefined;
}

/**
 * Moves sittings away from media nodes that drain, and nothing is missed meanwhile: the page publishes at the next place too,
 * the room is told of it once media arrives there, and the former place is closed when nobody watches there any more.
 */
export class Migrations {
  readonly #options: MigrationsOptions;
  readonly #times: MigrationTimes;
  readonly #moving = new Set<Candidate>();
  readonly #restUntil = new WeakMap<Candidate, number>();
  readonly #leaving = new Set<Promise<void>>();
  #closed = false;

  constructor(options: MigrationsOptions) {
    this.#options = options;
    this.#times = options.times ?? ordinaryTimes;
  }

  /** To be called a few times a second: begins as many as may be under way at once. */
  look(): void {
    const draining = this.#options.media.draining();
    if (draining.size === 0) return;
    for (const presence of this.#options.presences.all()) {
      if (this.#moving.size >= atOnce || this.#closed) return;
      if (presence.role === 'candidate' && this.#isToMove(presence, draining)) this.#begin(presence);
    }
  }

  /**
   * Its place is gone. A next place where its page publishes already counts at once; any other is given up.
   * @returns whether it has a place now.
   */
  placeLost(candidate: Candidate): boolean {
    const { next } = candidate.moving;
    if (!next) return false;
    if (next.streams.size === 0) {
      this.#giveUp(candidate);
      return false;
    }
    const former = candidate.arrive();
    candidate.moving.left();
    candidate.voices.allClosed();
    candidate.line.note('placeClosed', { transportId: former.place.sendTransport.transportId });
    return true;
  }

  /** Whether it has two places now, of which its page knows both. */
  isMigrating({ moving }: Candidate): boolean {
    return moving.nodes().length > 0;
  }

  /** The place it was about to move to is gone. */
  nextLost(candidate: Candidate): void {
    this.#giveUp(candidate);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#leaving);
  }

  /** A page that is away could not move; should it not come back in time, it is placed anew when its node ends. */
  #isToMove(candidate: Candidate, draining: ReadonlySet<NodeId>): boolean {
    if (!draining.has(candidate.place.mediaNodeId) || this.#moving.has(candidate)) return false;
    if (!candidate.line.connected || candidate.placeLost || candidate.leaving) return false;
    if (this.isMigrating(candidate)) return false;
    return performance.now() >= (this.#restUntil.get(candidate) ?? 0);
  }

  #begin(candidate: Candidate): void {
    this.#moving.add(candidate);
    this.#move(candidate)
      .catch((err: unknown) => {
        this.#options.log.warn({ err }, 'a sitting could not be moved from a media node that drains, will retry');
        this.#restUntil.set(candidate, performance.now() + this.#times.restMs);
      })
      .finally(() => this.#moving.delete(candidate));
  }

  async #move(candidate: Candidate): Promise<void> {
    const { media, metrics } = this.#options;
    const began = performance.now();
    const { presenceId, place: before } = candidate;
    const place = await media.place({ presenceId, sittingId: candidate.admission.sittingId });
    const isOff = () => candidate.over !== undefined || candidate.place !== before;
    const isIdle = await candidate.inTurn(async () => {
      if (isOff() || candidate.publishes) return false;
      candidate.placed(place);
      return true;
    });
    if (isIdle) return this.#close(candidate, before);
    if (isOff()) return this.#close(candidate, place);

    const arrived = candidate.migrateTo(place);
    const late = new AbortController();
    const how = await Promise.race([
      arrived,
      pause(this.#times.arrivesWithinMs, 'late' as const, { signal: late.signal }),
    ]);
    late.abort();
    // It may have come to count, or may have been given up, while this waited.
    if (candidate.moving.next?.place !== place) return;
    if (how !== 'live' || candidate.over !== undefined) {
      this.#giveUp(candidate);
      this.#restUntil.set(candidate, performance.now() + this.#times.restMs);
      metrics.migrated('givenUp', (performance.now() - began) / 1_000);
      return;
    }
    const former = candidate.arrive();
    metrics.migrated('done', (performance.now() - began) / 1_000);
    this.#inBackground(this.#leave(candidate, former));
  }

  /** Those who watch change over by themselves, once they have heard of the new streams. */
  async #leave(candidate: Candidate, { place, streamIds }: { place: Place; streamIds: StreamId[] }): Promise<void> {
    const { watchers } = candidate.moving;
    const deadline = performance.now() + this.#times.unwatchedWithinMs;
    const isWatched = () => streamIds.some((streamId) => watchers.get(streamId) !== 0);
    while (isWatched() && performance.now() < deadline && !candidate.over) await pause(lookEveryMs);
    for (const streamId of streamIds) watchers.delete(streamId);
    candidate.moving.left();
    candidate.line.note('placeClosed', { transportId: place.sendTransport.transportId });
    await this.#close(candidate, place);
  }

  #giveUp(candidate: Candidate): void {
    const place = candidate.moving.giveUp();
    if (!place) return;
    candidate.line.note('placeClosed', { transportId: place.sendTransport.transportId });
    this.#inBackground(this.#close(candidate, place));
  }

  #close({ presenceId }: Candidate, { mediaNodeId }: Place): Promise<void> {
    return this.#options.media.closePresence(presenceId, [mediaNodeId]);
  }

  #inBackground(work: Promise<void>): void {
    const done = work
      .catch((err: unknown) => this.#options.log.warn({ err }, 'could not leave a place cleanly'))
      .finally(() => this.#leaving.delete(done));
    this.#leaving.add(done);
  }
}
