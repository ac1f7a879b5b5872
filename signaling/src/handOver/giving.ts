import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@invigil/contract/errors';
import type { NodeId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import { within } from '@invigil/server-kit/within';
import type { LivePresence } from '../livePresence.ts';
import type { MediaNodes } from '../mediaNodes.ts';
import type { Presences } from '../presences.ts';
import type { Directory } from './directory.ts';
import { type HandedPresence, handOverMark, handOverOf } from './handed.ts';

/** What is under way for a page is waited for so long, and so is our own mark. */
const settleMs = 5_000;
const markMs = 2_000;
const placedEveryMs = 50;
/** A node that took a presence has said so in the directory long before. */
const takenWithinMs = 10_000;

interface GivingOptions {
  cluster: Cluster;
  log: Log;
  media: MediaNodes;
  presences: Presences;
  directory: Directory;
  /** Its media is being placed anew just now. */
  isBeingPlaced: (presence: LivePresence) => boolean;
  onGiven: () => void;
}

/**
 * Gives presences of this node to another that asks for them. The other hears everything already, and keeps it. What both
 * hear before this node's mark is this node's to tell, and what comes after it the other's: nothing is lost, and nothing told
 * twice, because the cluster delivers to all in one order.
 */
export class Giving {
  readonly #options: GivingOptions;
  readonly #underWay = new Set<LivePresence>();
  readonly #checks = new Set<NodeJS.Timeout>();

  constructor(options: GivingOptions) {
    this.#options = options;
  }

  /** @throws {AppError} resumeExpired when it is not here. */
  check(resumeHash: string): void {
    if (!this.#options.presences.byHash(resumeHash)) throw new AppError({ code: 'resumeExpired' });
  }

  /**
   * @param after the last note that its page has; null when nobody knows.
   * @throws {AppError} resumeExpired when it is not here or cannot go on after that note, unavailable when not just now.
   */
  async give(asked: { resumeHash: string; after: number | null; to: NodeId }): Promise<HandedPresence> {
    const { presences, onGiven } = this.#options;
    const presence = presences.byHash(asked.resumeHash);
    if (!presence) throw new AppError({ code: 'resumeExpired' });
    if (this.#underWay.has(presence)) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
    if (asked.after !== null && !presence.line.canResumeAfter(asked.after)) {
      throw new AppError({ code: 'resumeExpired' });
    }
    this.#underWay.add(presence);
    const handed = await this.#let(presence, asked)
      .catch((error: unknown) => this.#keep(presence, error))
      .finally(() => this.#underWay.delete(presence));
    const keys = await this.#leave(presence);
    this.#checkLater(presence, asked);
    onGiven();
    return { ...handed, keys };
  }

  /** Idempotent. */
  close(): void {
    for (const timer of this.#checks) clearTimeout(timer);
  }

  /** Lets go of it: its page first, then its media, and at our own mark all the rest. */
  async #let(presence: LivePresence, { after, to }: { after: number | null; to: NodeId }) {
    const { cluster, presences, media } = this.#options;
    const { comes } = presence;
    await this.#placed(presence);
    presence.leaving = true;
    presence.line.letGo();
    await within(settleMs, 'what is under way for a page', () => presence.settled());
    await this.#placed(presence);
    const { presenceId } = presence;
    const moved = { presenceId, signalingNodeId: to };
    await Promise.all([...presence.mediaNodes()].map((nodeId) => media.call(nodeId, 'moveOwner', moved)));
    const mark = Promise.withResolvers<Omit<HandedPresence, 'keys'>>();
    const heard = await cluster.hear(handOverOf(presenceId), handOverMark, () => {
      if (presence.over) return mark.reject(new AppError({ code: 'resumeExpired' }));
      mark.resolve({ comes, presence: presence.hand(after) });
      presences.handedOver(presence);
    });
    try {
      await cluster.publish(handOverOf(presenceId), handOverMark, {});
      return await within(markMs, 'the mark of a hand over', () => mark.promise);
    } finally {
      await heard.close();
    }
  }

  /** Waits until its media has a place to stay. @throws {AppError} unavailable when that takes too long. */
  async #placed(presence: LivePresence): Promise<void> {
    const enough = performance.now() + settleMs / 2;
    while (this.#options.isBeingPlaced(presence)) {
      if (performance.now() > enough) throw new AppError({ code: 'unavailable', retryAfterSeconds: 1 });
      await pause(placedEveryMs);
    }
  }

  /** It could not be given: it stays, and its page may come back to it here. */
  #keep(presence: LivePresence, err: unknown): never {
    const { cluster, log, media, presences } = this.#options;
    log.warn({ err }, 'could not give a presence to another node');
    if (!presence.over && presence.leaving) {
      presence.leaving = false;
      const ours = { presenceId: presence.presenceId, signalingNodeId: cluster.nodeId };
      for (const nodeId of presence.mediaNodes())
        media
          .call(nodeId, 'moveOwner', ours)
          .catch((fault: unknown) => log.warn({ err: fault }, 'lost track of media'));
      presences.awaits(presence);
    }
    throw err instanceof AppError ? err : new AppError({ code: 'unavailable', retryAfterSeconds: 1 }, { cause: err });
  }

  /** Leaves what it holds in the cluster to the other node. */
  async #leave(presence: LivePresence): Promise<HandedPresence['keys']> {
    const { directory } = this.#options;
    const held: Record<string, string> = {};
    const leave = async (roomId: string, leaving: Promise<string | undefined>) => {
      const key = await leaving;
      if (key !== undefined) held[roomId] = key;
    };
    if (presence.role === 'candidate') {
      await Promise.all([leave(presence.admission.roomId, presence.sitting.leave()), presence.stopHearing()]);
    } else {
      await Promise.all(presence.places.map((place) => leave(place.now.roomId, place.leave())));
    }
    return { directory: await directory.leave(presence), held };
  }

  /** Should the other node have died meanwhile, nothing of it may stay behind. */
  #checkLater(presence: LivePresence, { resumeHash }: { resumeHash: string }): void {
    const { cluster, log, media, directory } = this.#options;
    const timer = setTimeout(() => {
      this.#checks.delete(timer);
      directory
        .find(resumeHash)
        .then(async (held) => {
          // The entry that was left is still ours: nobody went on with it.
          if (held?.nodeId !== cluster.nodeId) return;
          log.warn('a presence that was given away never arrived; its media is closed');
          await media.closePresence(presence.presenceId, presence.mediaNodes());
        })
        .catch((err: unknown) => log.warn({ err }, 'could not see whether a presence arrived'));
    }, takenWithinMs);
    timer.unref();
    this.#checks.add(timer);
  }
}
