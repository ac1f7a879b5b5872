import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import type { ClipSet, VideoSource } from '../frames/clip.ts';
import { ask } from '../machine/ipc.ts';
import type { Place } from '../machine/place.ts';
import { type Started, start } from '../machine/processes.ts';
import type { JoinOrder } from './fleet.ts';
import { orders, type Target } from './orders.ts';

type Orders = typeof orders;
type Reply<N extends keyof Orders> = z.output<Orders[N]['reply']>;

/**
 * libuv and libjuice look at every connection of their process whenever one of them has something to say, so the cost of
 * a bot grows with the bots beside it. Several processes on the same core keep it small.
 */
const ordinaryProcesses = 4;
const program = fileURLToPath(new URL('main.ts', import.meta.url));
const longestOrderMs = 90_000;

/** All bots of one trial, in several processes on one core that obey as one. */
export class Fleets {
  readonly #place: Place;
  readonly #started: readonly Started[];

  private constructor(place: Place, started: readonly Started[]) {
    this.#place = place;
    this.#started = started;
  }

  static async create(place: Place, core: number, processes = ordinaryProcesses): Promise<Fleets> {
    const starting = Array.from({ length: processes }, () =>
      start(place, core, [process.execPath, program], { messages: true }),
    );
    return new Fleets(place, await Promise.all(starting));
  }

  get pids(): number[] {
    return this.#started.map(({ pid }) => pid);
  }

  /** Joins and leaves with some bots. Rejects when one cannot. */
  async warmUp(target: Target, bots: number): Promise<Reply<'warmUp'>> {
    const [first, ...others] = await this.#shareOut('warmUp', target, bots, {});
    const srtpProfile = first?.srtpProfile ?? '';
    if (others.some((other) => other.srtpProfile !== srtpProfile))
      throw new Error('bots agreed on different SRTP suites');
    return { srtpProfile };
  }

  async prepare(target: Target, bots: number, sources: VideoSource[], clips: ClipSet = 'second'): Promise<void> {
    await this.#shareOut('prepare', target, bots, { sources, clips });
  }

  async prepareAgain(): Promise<void> {
    await this.#each('prepareAgain', () => ({}));
  }

  /** `seconds` is from the first connect to the last live. */
  async join({ bots, inFlight, perSecond }: JoinOrder) {
    const { length } = this.#started;
    const shares = { bots: sharesOf(bots, length), inFlight: sharesOf(inFlight, length) };
    const replies = await this.#each('join', (index) => ({
      bots: Math.max(1, shares.bots[index] ?? 1),
      inFlight: Math.max(1, shares.inFlight[index] ?? 1),
      perSecond: perSecond === undefined ? undefined : perSecond / length,
    }));
    const fromMs = Math.min(...replies.map((reply) => reply.fromMs));
    const toMs = Math.max(...replies.map((reply) => reply.toMs));
    return {
      joinMs: replies.flatMap(({ joinMs }) => joinMs),
      failures: replies.flatMap(({ failures }) => failures),
      seconds: (toMs - fromMs) / 1_000,
      ...loadOf(replies),
    };
  }

  async play(what: z.output<Orders['play']['data']>['what']): Promise<void> {
    await this.#each('play', () => ({ what }));
  }

  async strain(seconds: number): Promise<Reply<'strain'>> {
    return loadOf(await this.#each('strain', () => ({ seconds })));
  }

  async burst(seconds: number): Promise<Reply<'burst'>> {
    const replies = await this.#each('burst', () => ({ seconds }));
    const sum = (read: (reply: Reply<'burst'>) => number) => replies.reduce((total, reply) => total + read(reply), 0);
    return {
      seconds: Math.max(...replies.map((reply) => reply.seconds)),
      askedPackets: sum((reply) => reply.askedPackets),
      sentPackets: sum((reply) => reply.sentPackets),
      sentBytes: sum((reply) => reply.sentBytes),
      ...loadOf(replies),
    };
  }

  async counts(): Promise<Reply<'counts'>> {
    const replies = await this.#each('counts', () => ({}));
    return {
      sentPackets: replies.reduce((sum, reply) => sum + reply.sentPackets, 0),
      receivedPackets: replies.reduce((sum, reply) => sum + reply.receivedPackets, 0),
    };
  }

  async told(): Promise<Reply<'told'>> {
    const replies = await this.#each('told', () => ({}));
    const sum = (read: (reply: Reply<'told'>) => number) => replies.reduce((total, reply) => total + read(reply), 0);
    return {
      sentPackets: sum((reply) => reply.sentPackets),
      reportedPackets: sum((reply) => reply.reportedPackets),
      lostPackets: sum((reply) => reply.lostPackets),
    };
  }

  async awaitLive(afterMs: number, deadlineMs: number): Promise<Reply<'awaitLive'>> {
    const replies = await this.#each('awaitLive', () => ({ afterMs, deadlineMs }));
    return {
      liveAtMs: replies.flatMap(({ liveAtMs }) => liveAtMs),
      failures: replies.flatMap(({ failures }) => failures),
      ...loadOf(replies),
    };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await Promise.all(this.#started.map((one) => one.stop()));
  }

  #each<N extends keyof Orders & string>(name: N, dataOf: (index: number) => z.output<Orders[N]['data']>) {
    return Promise.all(
      this.#started.map(({ child }, index) => ask(child, orders, name, dataOf(index), longestOrderMs)),
    );
  }

  /** Gives each process its part of the bots, and of the tokens or rooms. */
  async #shareOut<N extends 'warmUp' | 'prepare'>(
    name: N,
    target: Target,
    bots: number,
    more: Omit<z.output<Orders[N]['data']>, 'target' | 'bindAddress' | 'bots'>,
  ): Promise<Reply<N>[]> {
    const bindAddress = this.#place.address;
    const parts = partsOf(target, bots, this.#started.length);
    return Promise.all(
      this.#started.flatMap(({ child }, index) => {
        const part = parts[index];
        if (!part) return [];
        const data = { ...part, ...more, bindAddress } as z.output<Orders[N]['data']>;
        return [ask(child, orders, name, data, longestOrderMs)];
      }),
    );
  }
}

/** As even as can be, the larger ones first. */
export function sharesOf(total: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor(total / parts) + (index < total % parts ? 1 : 0));
}

/** One part for each process that gets bots: so many bots, and the tokens or rooms that are theirs alone. */
export function partsOf(target: Target, bots: number, parts: number): { target: Target; bots: number }[] {
  let given = 0;
  return sharesOf(bots, parts)
    .filter((share) => share > 0)
    .map((share) => {
      const first = given;
      given += share;
      const own: Target =
        target.kind === 'janus'
          ? { ...target, firstRoom: target.firstRoom + first }
          : { ...target, tokens: target.tokens.slice(first, first + share) };
      return { target: own, bots: share };
    });
}

/** Processor time adds up, as all run on one core; the latest of all says how late they were. */
function loadOf(replies: readonly { cpuPercent: number; lagP99Ms: number }[]) {
  return {
    cpuPercent: replies.reduce((sum, reply) => sum + reply.cpuPercent, 0),
    lagP99Ms: Math.max(...replies.map((reply) => reply.lagP99Ms)),
  };
}
