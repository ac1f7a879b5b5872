import { setTimeout as pause } from 'node:timers/promises';
import type { NodeId } from '@invigil/contract/ids';
import type { Cluster } from '@invigil/server-kit/cluster/cluster';
import type { Log } from '@invigil/server-kit/log';
import type { LivePresence } from '../livePresence.ts';
import type { Presences } from '../presences.ts';
import type { SignalingNodes } from '../signalingNodes.ts';
import { handOverControl } from './handed.ts';

export interface DrainTimes {
  /** From saying that nothing new is taken until pages are sent away: whoever balances must have seen it by then. */
  noticeMs: number;
  /** Over which all pages are sent away, so that not all come to the others at once. */
  spreadMs: number;
  /** A page that was sent away and is nowhere after this is away: its presence is given to any node that lives. */
  comesBackMs: number;
  /** After which what is left ends here. */
  longestMs: number;
}

export const ordinaryDrainTimes: DrainTimes = {
  noticeMs: 4_000,
  spreadMs: 3_000,
  comesBackMs: 3_000,
  longestMs: 25_000,
};

const stepMs = 50;
const atOnce = 8;
const takeOverMs = 12_000;

interface DrainOptions {
  cluster: Cluster;
  log: Log;
  nodes: SignalingNodes;
  presences: Presences;
  times: DrainTimes;
}

/** The end of a signaling node that others outlive: its pages go on there, and it ends when it has nothing left. */
export class Drain {
  readonly #options: DrainOptions;
  readonly #sentAt = new Map<LivePresence, number>();
  #begun = false;
  #sending = false;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  /** Nothing new should be sent here. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Pages are being sent away: who comes is to go to another node. */
  get sending(): boolean {
    return this.#sending;
  }

  /** Resolves when nothing is left here, when nobody is there to take it, or when it took too long. */
  async run(): Promise<void> {
    const { nodes, presences, log, times } = this.#options;
    this.#begun = true;
    await nodes.drains();
    if ((await nodes.others()).length === 0) return;
    log.info({ presences: presences.all().length }, 'draining');
    const end = performance.now() + times.longestMs;
    if (presences.all().length > 0) await pause(times.noticeMs);
    this.#sending = true;
    await this.#sendAway();
    while (presences.all().length > 0 && performance.now() < end) {
      await this.#giveAway();
      await pause(stepMs);
    }
    log.info({ left: presences.all().length }, 'drained');
  }

  async #sendAway(): Promise<void> {
    const { presences, times } = this.#options;
    const connected = presences.all().filter(({ line }) => line.connected);
    const perStep = Math.max(1, Math.ceil((connected.length * stepMs) / times.spreadMs));
    for (let from = 0; from < connected.length; from += perStep) {
      for (const presence of connected.slice(from, from + perStep)) {
        if (presence.over || presence.leaving || !presence.line.connected) continue;
        presences.sendAway(presence);
        this.#sentAt.set(presence, performance.now());
      }
      await pause(stepMs);
    }
  }

  /** Whoever is away, and does not come to another node by itself, is taken there. */
  async #giveAway(): Promise<void> {
    const { nodes, presences, times } = this.#options;
    const now = performance.now();
    const left = presences.all().filter((presence) => {
      const sentAt = this.#sentAt.get(presence);
      return !presence.leaving && (sentAt === undefined || now - sentAt > times.comesBackMs);
    });
    if (left.length === 0) return;
    const others = await nodes.others();
    await Promise.all(left.slice(0, atOnce).map((presence, i) => this.#give(presence, others[i % others.length])));
  }

  async #give(presence: LivePresence, nodeId: NodeId | undefined): Promise<void> {
    const { cluster, log } = this.#options;
    if (nodeId === undefined) return;
    const { resumeHash } = presence;
    try {
      await cluster.call(nodeId, handOverControl, 'takeOver', { resumeHash }, { timeoutMs: takeOverMs });
    } catch (err) {
      log.warn({ err }, 'another node did not take a presence yet');
    }
  }
}
